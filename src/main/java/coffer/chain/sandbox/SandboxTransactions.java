package coffer.chain.sandbox;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.chain.SandboxControls.State;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The transactions of the simulated chains. The caller holds the chain's lock.
final class SandboxTransactions {
  /// A transaction without its outputs.
  record Sent(long id, String txid, State state, Address sender, boolean faucet, String outpoint) {}

  /// One output of a transaction, with the fields of the transaction that readers need.
  record Paid(
      Optional<BlockHeader> block,
      String txid,
      Address sender,
      String outpoint,
      int number,
      Output output) {}

  private final Chains chains;

  SandboxTransactions(Chains chains) {
    this.chains = chains;
  }

  /// Adds an unconfirmed transaction.
  void add(
      Tx tx,
      Chain chain,
      String txid,
      Address sender,
      boolean faucet,
      String outpoint,
      List<Output> outputs,
      Instant now) {
    long id =
        tx.id(
            """
            INSERT INTO sandbox_tx (chain_id, txid, sender, faucet, outpoint, status, created_at)
            VALUES (?, ?, ?, ?, ?, 'pending', ?) RETURNING id
            """,
            chain.id(),
            txid,
            sender.bytes(),
            faucet,
            outpoint,
            now);
    var rows = new ArrayList<@Nullable Object[]>();
    for (int number = 0; number < outputs.size(); number++) {
      var output = outputs.get(number);
      rows.add(
          new @Nullable Object[] {
            id, number, output.asset().id(), output.to().bytes(), output.units()
          });
    }
    tx.batch(
        "INSERT INTO sandbox_output (tx_id, number, asset_id, address, units) VALUES (?, ?, ?, ?, ?)",
        rows);
  }

  Optional<Sent> get(Tx tx, Chain chain, String txid) {
    return tx.one(
        "SELECT * FROM sandbox_tx WHERE chain_id = ? AND txid = ?",
        SandboxTransactions::sent,
        chain.id(),
        txid);
  }

  Optional<Sent> get(Tx tx, long organizationId, long id) {
    return tx.one(
        """
        SELECT t.* FROM sandbox_tx t JOIN chain c ON c.id = t.chain_id
        WHERE c.organization_id = ? AND t.id = ?
        """,
        SandboxTransactions::sent,
        organizationId,
        id);
  }

  /// The number of unconfirmed transactions.
  long waiting(Tx tx, Chain chain) {
    return tx.only(
        "SELECT count(*) AS n FROM sandbox_tx WHERE chain_id = ? AND status = 'pending'",
        row -> row.number("n"),
        chain.id());
  }

  /// The mined transaction that spends an outpoint.
  Optional<String> spender(Tx tx, Chain chain, String outpoint) {
    return tx.one(
        "SELECT txid FROM sandbox_tx WHERE chain_id = ? AND outpoint = ? AND status = 'mined'",
        row -> row.text("txid"),
        chain.id(),
        outpoint);
  }

  void mark(Tx tx, Sent sent, State state) {
    tx.update("UPDATE sandbox_tx SET status = ? WHERE id = ?", state, sent.id());
  }

  /// Marks the unconfirmed transactions that spend an outpoint as replaced.
  void replace(Tx tx, Chain chain, String outpoint) {
    tx.update(
        """
        UPDATE sandbox_tx SET status = 'replaced'
        WHERE chain_id = ? AND outpoint = ? AND status = 'pending'
        """,
        chain.id(),
        outpoint);
  }

  /// Puts all unconfirmed transactions into a block, except those whose outpoint is spent or whose
  /// sender lacks the money.
  void mine(Tx tx, Chain chain, String block) {
    tx.update(
        """
        UPDATE sandbox_tx t SET status = 'replaced'
        WHERE t.chain_id = ? AND t.status = 'pending' AND EXISTS (
          SELECT FROM sandbox_tx other
          WHERE other.chain_id = t.chain_id AND other.outpoint = t.outpoint
            AND (other.status = 'mined' OR other.status = 'pending' AND other.id < t.id))
        """,
        chain.id());
    for (var sent : spending(tx, chain)) {
      if (!funded(tx, chain, sent)) mark(tx, sent, State.EVICTED);
    }
    tx.update(
        """
        UPDATE sandbox_tx t SET status = 'mined', place = p.place, block_id =
            (SELECT id FROM sandbox_block WHERE chain_id = t.chain_id AND hash = ?)
        FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM sandbox_tx
              WHERE chain_id = ? AND status = 'pending') p
        WHERE t.id = p.id
        """,
        block,
        chain.id());
  }

  /// Applies the outcome of a reorg to the transactions of the undone blocks. The new branch must
  /// already exist.
  void undo(Tx tx, Chain chain, List<Long> blocks, Outcome outcome) {
    switch (outcome) {
      case DROP -> leave(tx, blocks, State.EVICTED);
      case RETURN_TO_MEMPOOL -> leave(tx, blocks, State.PENDING);
      case REMINE ->
          tx.update(
              """
              UPDATE sandbox_tx t SET block_id = new.id, place = old.size - 1 - t.place
              FROM (SELECT b.id, b.height, count(*)::integer AS size
                    FROM sandbox_block b JOIN sandbox_tx m ON m.block_id = b.id
                    WHERE b.id = ANY (?) GROUP BY b.id) old
                JOIN sandbox_block new
                  ON new.chain_id = ? AND new.canonical AND new.height = old.height + 1
              WHERE t.block_id = old.id
              """,
              new Arr("bigint", blocks),
              chain.id());
    }
  }

  /// The balance of an address if all unconfirmed transactions before the transaction `before` are
  /// mined.
  BigInteger balance(Tx tx, Chain chain, Address address, Asset asset, long before) {
    return tx.only(
        """
        SELECT coalesce(sum(CASE WHEN o.address = ? THEN o.units ELSE 0 END), 0)
             - coalesce(sum(CASE WHEN t.sender = ? AND NOT t.faucet THEN o.units ELSE 0 END), 0) AS units
        FROM sandbox_tx t JOIN sandbox_output o ON o.tx_id = t.id
        WHERE t.chain_id = ? AND o.asset_id = ?
          AND t.id IN (
            SELECT tx_id FROM sandbox_output WHERE address = ? AND asset_id = ?
            UNION ALL
            SELECT id FROM sandbox_tx WHERE chain_id = ? AND sender = ? AND NOT faucet)
          AND (t.status = 'mined' OR t.status = 'pending' AND t.id < ?)
        """,
        row -> row.units("units"),
        address.bytes(),
        address.bytes(),
        chain.id(),
        asset.id(),
        address.bytes(),
        asset.id(),
        chain.id(),
        address.bytes(),
        before);
  }

  /// The balance of an address at the newest block.
  BigInteger mined(Tx tx, Chain chain, Address address, Asset asset) {
    return balance(tx, chain, address, asset, Long.MIN_VALUE);
  }

  /// Outputs in the chain's blocks from one height to another, in chain order.
  List<Paid> mined(Tx tx, Chain chain, long first, long last) {
    return tx.list(
        """
        SELECT b.height, b.hash, b.parent, b.at, t.txid, t.sender, t.outpoint, o.*
        FROM sandbox_block b JOIN sandbox_tx t ON t.block_id = b.id JOIN sandbox_output o ON o.tx_id = t.id
        WHERE b.chain_id = ? AND b.canonical AND b.height BETWEEN ? AND ?
        ORDER BY b.height, t.place, o.number
        """,
        this::paid,
        chain.id(),
        first,
        last);
  }

  /// Outputs of all unconfirmed transactions.
  List<Paid> pending(Tx tx, Chain chain) {
    return tx.list(
        """
        SELECT NULL::bigint AS height, t.txid, t.sender, t.outpoint, o.*
        FROM sandbox_tx t JOIN sandbox_output o ON o.tx_id = t.id
        WHERE t.chain_id = ? AND t.status = 'pending' ORDER BY t.id, o.number
        """,
        this::paid,
        chain.id());
  }

  /// Outputs of one transaction.
  List<Paid> outputs(Tx tx, Sent sent) {
    return tx.list(
        """
        SELECT b.height, b.hash, b.parent, b.at, t.txid, t.sender, t.outpoint, o.*
        FROM sandbox_tx t JOIN sandbox_output o ON o.tx_id = t.id
          LEFT JOIN sandbox_block b ON b.id = t.block_id
        WHERE t.id = ? ORDER BY o.number
        """,
        this::paid,
        sent.id());
  }

  /// The transactions among these that can no longer be mined.
  List<String> gone(Tx tx, Chain chain, Collection<String> txids) {
    if (txids.isEmpty()) return List.of();
    return tx.list(
        """
        SELECT txid FROM sandbox_tx
        WHERE chain_id = ? AND txid = ANY (?) AND status IN ('replaced', 'evicted')
        """,
        row -> row.text("txid"),
        chain.id(),
        new Arr("text", txids));
  }

  private void leave(Tx tx, List<Long> blocks, State state) {
    tx.update(
        "UPDATE sandbox_tx SET status = ?, block_id = NULL, place = NULL WHERE block_id = ANY (?)",
        state,
        new Arr("bigint", blocks));
  }

  /// Unconfirmed transactions that need a balance of their sender, in order.
  private static List<Sent> spending(Tx tx, Chain chain) {
    return tx.list(
        """
        SELECT * FROM sandbox_tx
        WHERE chain_id = ? AND status = 'pending' AND NOT faucet ORDER BY id
        """,
        SandboxTransactions::sent,
        chain.id());
  }

  private boolean funded(Tx tx, Chain chain, Sent sent) {
    // The balance already includes this transaction, so it must not be negative.
    return outputs(tx, sent).stream()
        .map(paid -> paid.output().asset())
        .distinct()
        .allMatch(asset -> balance(tx, chain, sent.sender(), asset, sent.id() + 1).signum() >= 0);
  }

  private static Sent sent(Row row) throws SQLException {
    return new Sent(
        row.number("id"),
        row.text("txid"),
        row.name("status", State.class),
        Address.of(row.bytes("sender")),
        row.bool("faucet"),
        row.text("outpoint"));
  }

  private Paid paid(Row row) throws SQLException {
    var height = row.maybeNumber("height");
    Optional<BlockHeader> block =
        height.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new BlockHeader(
                    height.get(), row.text("hash"), row.text("parent"), row.instant("at")));
    return new Paid(
        block,
        row.text("txid"),
        Address.of(row.bytes("sender")),
        row.text("outpoint"),
        row.integer("number"),
        new Output(
            chains.asset(row.integer("asset_id")),
            Address.of(row.bytes("address")),
            row.units("units")));
  }
}
