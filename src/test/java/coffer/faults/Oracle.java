package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.event.SnapshotText;
import coffer.core.invoice.Snapshot;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.Json;
import coffer.db.PoolTimeouts;
import coffer.db.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Says what must be, from nothing but what stands in the chains' blocks and what the merchant was
/// answered; and compares.
final class Oracle {
  /// What the blocks that stand say arrived at addresses of ours.
  private static final String ARRIVED =
      """
      WITH arrived AS (
        SELECT t.chain_id, t.txid, 'out:' || o.number AS position, o.asset_id, w.id AS address_id,
            o.units, b.height, b.hash
        FROM sandbox_output o JOIN sandbox_tx t ON t.id = o.tx_id
          JOIN sandbox_block b ON b.id = t.block_id AND b.canonical
          JOIN chain c ON c.id = t.chain_id
          JOIN watched_address w ON w.family = c.family AND w.address = o.address
            AND w.organization_id = c.organization_id
        UNION ALL
        SELECT c.id, v.txid, v.position, a.id, w.id, v.units, v.height, v.hash
        FROM moved v JOIN chain c ON c.name = v.chain
          JOIN asset a ON a.chain_id = c.id AND coalesce(lower(a.contract), '') = v.contract
          JOIN watched_address w ON w.family = c.family AND w.address = v.address)
      """;

  /// What moved on chains that are not simulated.
  private static final String MOVED =
      """
      CREATE TEMPORARY TABLE moved (chain text, txid text, position text, contract text, address bytea,
        units numeric, height bigint, hash text) ON COMMIT DROP
      """;

  private static final List<String> PAYMENTS =
      List.of(
          ARRIVED
              + """
              SELECT 'payment: chain says ' || coalesce(s.txid || ' ' || s.units || ' in ' || s.hash, 'nothing')
                || ', we say ' || coalesce(m.txid || ' ' || m.units || ' in ' || m.block_hash, 'nothing') AS problem
              FROM arrived s FULL JOIN (SELECT * FROM movement WHERE status = 'confirmed') m
                ON m.chain_id = s.chain_id AND m.txid = s.txid AND m.position = s.position AND m.kind = 'payment'
              WHERE (s.asset_id, s.address_id, s.units, s.height, s.hash)
                IS DISTINCT FROM (m.asset_id, m.address_id, m.units, m.block_height, m.block_hash)
              """,
          "SELECT 'still waits: ' || txid AS problem FROM movement WHERE status = 'seen'",
          """
          SELECT 'booked ' || coalesce(sum(p.units), 0) || ' of a payment of ' || m.units || ', ' || m.status
              AS problem
          FROM movement m LEFT JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
            LEFT JOIN (posting p JOIN account a ON a.id = p.account_id AND a.kind = 'address') ON p.entry_id = e.id
          GROUP BY m.id
          HAVING coalesce(sum(p.units), 0) <> CASE WHEN m.status = 'confirmed' THEN m.units ELSE 0 END
          """,
          """
          SELECT 'credited ' || m.credits || ' times, booked ' || count(e.id) AS problem
          FROM movement m LEFT JOIN entry e
            ON e.basis_type = 'movement' AND e.basis_id = m.id AND e.kind = 'payment'
          GROUP BY m.id HAVING m.credits <> count(e.id)
          """);

  private static final List<String> LEDGER =
      List.of(
          """
          SELECT 'the ledger sums to ' || sum(p.units) AS problem
          FROM posting p JOIN account a ON a.id = p.account_id
          GROUP BY a.asset_id, a.denomination HAVING sum(p.units) <> 0
          """,
          """
          SELECT 'account ' || a.id || ' says ' || a.balance AS problem
          FROM account a LEFT JOIN posting p ON p.account_id = a.id
          GROUP BY a.id HAVING a.balance <> coalesce(sum(p.units), 0)
          """,
          ARRIVED
              + """
              SELECT 'asset ' || s.asset_id || ': chain ' || s.units || ', claims ' || coalesce(c.units, 0) AS problem
              FROM (SELECT asset_id, sum(units) AS units FROM arrived GROUP BY asset_id) s
                LEFT JOIN (SELECT asset_id, -sum(balance) AS units FROM account WHERE kind = 'available'
                           GROUP BY asset_id) c USING (asset_id)
              WHERE s.units <> coalesce(c.units, 0)
              """,
          ARRIVED
              + """
              SELECT 'address ' || s.address_id || ': chain ' || s.units || ', ledger ' || coalesce(a.balance, 0)
                  AS problem
              FROM (SELECT address_id, asset_id, sum(units) AS units FROM arrived GROUP BY 1, 2) s
                LEFT JOIN account a ON a.kind = 'address' AND a.address_id = s.address_id AND a.asset_id = s.asset_id
              WHERE s.units <> coalesce(a.balance, 0)
              """);

  private static final List<String> INVOICES =
      List.of(
          ARRIVED
              + """
              , paid AS (
                SELECT q.invoice_id, q.worth, q.due, x.slack_units AS slack, coalesce(sum(s.units), 0) AS units,
                  q.rate * 10::numeric ^ (8 - x.decimals) * 100 / (100 + i.fees_percent + i.insurance_percent) AS unit_worth
                FROM quote q JOIN asset x ON x.id = q.asset_id JOIN invoice i ON i.id = q.invoice_id
                  LEFT JOIN arrived s ON s.address_id = q.address_id AND s.asset_id = q.asset_id
                GROUP BY q.id, x.id, i.id
              ), sums AS (
                SELECT invoice_id, sum(CASE WHEN units = 0 THEN 0
                  WHEN units > due THEN worth + trunc(round(unit_worth * (units - due), 2))
                  WHEN units >= due - slack THEN worth ELSE div(worth * units, due) END) AS worth
                FROM paid GROUP BY invoice_id
              ), expected AS (
                SELECT i.*, s.worth, CASE WHEN i.mark IS NOT NULL THEN i.mark
                  WHEN s.worth >= i.price_units THEN 'settled'
                  WHEN i.expires_at < now() THEN 'expired' ELSE 'open' END AS expected
                FROM invoice i LEFT JOIN sums s ON s.invoice_id = i.id
              )
              SELECT 'invoice ' || id || ' is ' || status || ', with ' || worth || ' of ' || price_units
                || ' it should be ' || expected AS problem
              FROM expected
              WHERE status <> expected OR standing ->> 'status' <> upper(expected)
                OR (standing ->> 'confirmed')::numeric <> coalesce(worth, 0)
              """);

  private static final List<String> TOLD =
      List.of(
          """
          SELECT 'invoice ' || i.id || ' of version ' || i.version || ' has events ' || array_agg(e.number)::text
              AS problem
          FROM invoice i LEFT JOIN event e ON e.object_type = 'invoice' AND e.object_id = i.id
          GROUP BY i.id
          HAVING count(e.id) <> i.version OR min(e.number) <> 1 OR max(e.number) <> i.version
          """,
          """
          SELECT 'payment ' || m.id || ' is ' || m.status || ', told: ' || array_agg(e.type ORDER BY e.number)::text
              AS problem
          FROM movement m LEFT JOIN event e ON e.object_type = 'movement' AND e.object_id = m.id
          GROUP BY m.id
          HAVING (array_agg(e.type ORDER BY e.number DESC))[1] IS DISTINCT FROM 'payment.' || lower(m.status)
            OR count(e.id) <> max(e.number)
            OR count(e.id) FILTER (WHERE e.type = 'payment.confirmed') <> m.credits
          """,
          """
          SELECT 'event ' || coalesce(e.id, d.event_id) || ' ' || coalesce(e.type, '') || ': '
              || CASE WHEN d.id IS NULL THEN 'no delivery' WHEN e.id IS NULL THEN 'unwanted delivery' ELSE d.status END
              AS problem
          FROM (SELECT e.id, e.type, t.id AS destination_id FROM event e JOIN destination t
                  ON t.project_id = e.project_id AND coalesce(t.invoice_id, e.invoice_id) = e.invoice_id
                  AND (t.types = '{}' OR e.type = ANY (t.types)
                       OR EXISTS (SELECT FROM unnest(t.types) w WHERE w LIKE '%.*' AND e.type LIKE replace(w, '*', '%')))
               ) e
            FULL JOIN delivery d ON d.event_id = e.id AND d.destination_id = e.destination_id
          WHERE e.id IS NULL OR d.status IS DISTINCT FROM 'delivered'
          """);

  private final Site site;
  private final Merchant merchant;

  private static final PoolTimeouts TIMEOUTS =
      new PoolTimeouts(
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofMinutes(6),
          Duration.ofSeconds(20),
          Duration.ofSeconds(15));

  Oracle(Site site, Merchant merchant) {
    this.site = site;
    this.merchant = merchant;
  }

  /// Judges what stands in the database. Everything must have come to rest.
  void judge(long seed) {
    assertThat(problems()).as("seed %d", seed).isEmpty();
  }

  /// What is not as it must be.
  List<String> problems() {
    // After a long run on a busy machine its questions take longer than those of a server may.
    try (var patient = Db.open(() -> site.address, 1, TIMEOUTS)) {
      return patient.tx(this::problems);
    }
  }

  List<String> problems(Tx tx) {
    var problems = new ArrayList<String>();
    tx.update(MOVED);
    site.node.ifPresent(node -> node.tell(tx));
    for (var part : List.of(PAYMENTS, LEDGER, INVOICES, TOLD)) {
      for (var sql : part) problems.addAll(texts(tx, sql, "problem"));
    }
    problems.addAll(lastTold(tx));
    problems.addAll(acknowledged(tx));
    problems.addAll(received(tx));
    tx.update("DROP TABLE moved");
    return problems;
  }

  private static List<String> lastTold(Tx tx) {
    return tx
        .list(
            """
            SELECT i.id, i.status, e.snapshot, e.packed FROM invoice i JOIN event e
              ON e.object_type = 'invoice' AND e.object_id = i.id AND e.number = i.version
            """,
            row -> {
              var told = Json.read(SnapshotText.read(row), Snapshot.class).invoice().orElseThrow();
              var status = row.name("status", Status.class);
              return status == told.standing().status()
                  ? ""
                  : "invoice %d is %s, last told %s"
                      .formatted(row.number("id"), status, told.standing().status());
            })
        .stream()
        .filter(problem -> !problem.isEmpty())
        .toList();
  }

  /// What was acknowledged is there, and nothing else is: no request was done twice.
  private List<String> acknowledged(Tx tx) {
    var problems = new ArrayList<String>();
    compare(
        problems,
        "invoices",
        merchant.made("/invoices"),
        texts(tx, "SELECT public_id::text AS id FROM invoice", "id"));
    var sent = new ArrayList<>(merchant.made("/sandbox/pay"));
    sent.addAll(merchant.made("/sandbox/replace"));
    compare(problems, "transactions", sent, texts(tx, "SELECT txid FROM sandbox_tx", "txid"));
    compare(
        problems,
        "cancelled invoices",
        List.copyOf(new HashSet<>(merchant.changed("/cancel"))),
        texts(tx, "SELECT public_id::text AS id FROM invoice WHERE mark = 'cancelled'", "id"));
    return problems;
  }

  private static void compare(
      List<String> problems, String what, List<String> answered, List<String> there) {
    var missing = new HashSet<>(answered);
    there.forEach(missing::remove);
    var unknown = new HashSet<>(there);
    answered.forEach(unknown::remove);
    if (!missing.isEmpty()) problems.add(what + " acknowledged and lost: " + missing);
    if (!unknown.isEmpty()) problems.add(what + " that nobody was told of: " + unknown);
    if (Set.copyOf(answered).size() != answered.size()) {
      problems.add(what + ": two requests, one object");
    }
  }

  private List<String> received(Tx tx) {
    var problems = new ArrayList<>(site.inbox.problems());
    var notes = site.inbox.notes();
    var owed =
        tx.list(
            """
                    SELECT e.public_id, substring(t.url FROM '[^/]*//[^/]*(/.*)') AS path
                    FROM delivery d JOIN event e ON e.id = d.event_id
                      JOIN destination t ON t.id = d.destination_id
                    """,
            row -> new Inbox.Note(row.uuid("public_id"), row.text("path")));
    owed.stream().filter(n -> !notes.contains(n)).forEach(n -> problems.add("not received: " + n));
    var known = Set.copyOf(owed);
    notes.stream()
        .filter(n -> !known.contains(n))
        .forEach(n -> problems.add("told of, lost: " + n));
    return problems;
  }

  private static List<String> texts(Tx tx, String sql, String column) {
    return tx.list(sql, row -> row.text(column));
  }

  private long count(String sql) {
    return count(site.db, sql);
  }

  static long count(Db db, String sql) {
    return db.tx(tx -> tx.only(sql, row -> row.number("n")));
  }

  /// A run in which nothing is paid proves nothing.
  boolean hasSettled() {
    return count("SELECT count(*) AS n FROM invoice WHERE status = 'settled'") > 3;
  }

  /// Whether nothing is on its way any more.
  boolean atRest() {
    return readToItsHead()
        && count(
                """
            SELECT (SELECT count(*) FROM sandbox_tx WHERE status = 'pending')
              + (SELECT count(*) FROM movement WHERE status = 'seen')
              + (SELECT count(*) FROM delivery WHERE status = 'due')
              + (SELECT count(*) FROM invoice WHERE status = 'open' AND expires_at < now() + interval '10 s')
              + (SELECT count(*) FROM sandbox_block b JOIN cursor c USING (chain_id)
                 WHERE b.canonical AND b.height > c.height) AS n
            """)
            == 0;
  }

  private boolean readToItsHead() {
    if (site.node.isEmpty()) return true;
    var head = site.node.get().anvil.height();
    var read =
        """
        SELECT coalesce(max(u.height), -1) AS n FROM cursor u JOIN chain c ON c.id = u.chain_id
        WHERE c.name = 'anvil'
        """;
    return count(read) == head;
  }

  /// The figures of a run.
  String figures() {
    return "%d requests (%d sent again), %d invoices, %d settled, %d payments, %d reversals, %d events, %d deliveries, %d webhooks received"
        .formatted(
            merchant.requests.get(),
            merchant.repeated.get(),
            count("SELECT count(*) AS n FROM invoice"),
            count("SELECT count(*) AS n FROM invoice WHERE status = 'settled'"),
            count("SELECT count(*) AS n FROM movement"),
            count("SELECT count(*) AS n FROM entry WHERE kind = 'reversal'"),
            count("SELECT count(*) AS n FROM event"),
            count("SELECT count(*) AS n FROM delivery"),
            site.inbox.taken.get());
  }
}
