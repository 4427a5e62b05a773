package coffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A table is written by its home package, and read there or to the right of it in
/// [ArchitectureTest#ORDER]. Whatever else is needed is listed here, with its reason.
final class TablesTest {
  private static final Path SOURCES = Path.of("src/main/java/coffer");
  private static final Pattern STRING =
      Pattern.compile("\"\"\"([\\s\\S]*?)\"\"\"|\"((?:\\\\.|[^\"\\\\\\n])*)\"");
  private static final Pattern WRITE =
      Pattern.compile("\\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\\s+(?:ONLY\\s+)?(\\w+)");
  private static final Pattern READ =
      Pattern.compile("\\b(?:FROM|JOIN|USING)\\s+(?:ONLY\\s+)?(\\w+)");

  private static final Map<String, String> HOMES =
      homes(
          """
          db: lease secret xid_offset
          core.chain: asset block chain cursor reading scanner server
          core.merchant: address_book_entry api_key key_use nonce organization partner project project_logo unconfirmed_cap webhook_secret_rotation
          core.user: app_user audit invitation known_browser membership one_time_code passkey passkey_request recovery_code sign_in_failure sign_in_link staff user_session
          core.event: delivery destination event
          core.rate: rate rate_source
          core.operation: server_report
          core.ledger: account entry posting posting_sum
          core.wallet: assignment hd_block own_address wallet watched_address
          core.deposit: customer deposit_address trusted_address
          core.invoice: invoice publishable_invoice quote
          core.payment: movement top_up unbooked
          core.custody: custody_difference custody_round
          core.tracking: tracked_address tracked_budget tracked_skip tracked_transfer
          core.widget: payment_widget widget_invoice
          core.link: link_invoice payment_link
          webhook: attempt destination_health proven_host redelivery slow_lane
          chain.sandbox: sandbox_block sandbox_chain sandbox_output sandbox_tx
          http: idempotency request_log
          api.itispay: simulation
          """);

  /// Triggers of the schema write these.
  private static final Map<String, String> BY_TRIGGERS =
      homes(
          """
          core.invoice: dust_sum
          core.payment: orphan_sum
          """);

  /// Designed in the schema, and not used yet.
  private static final Set<String> UNUSED = Set.of("outgoing", "withdrawal");

  /// `package writes table`: a delivery is made in the transaction of its event; who sends it keeps
  /// its state. A reader of a chain reports what it does.
  private static final Set<String> OTHER_WRITERS = Set.of("webhook delivery", "chain scanner");

  /// `package reads table` that is to its right.
  private static final Set<String> READERS_TO_THE_LEFT =
      Set.of(
          // a coin that has quotes or deposit addresses is not forgotten
          "core.chain quote",
          "core.chain deposit_address",
          // two that add a destination to one project wait for each other
          "core.event project",
          // the journal shows the transaction behind an entry
          "core.ledger movement",
          "core.ledger watched_address",
          // the outputs that our addresses hold
          "core.wallet movement",
          // an invoice is judged by the payments on it
          "core.invoice movement");

  private record Use(String slot, String table, boolean write) {}

  @Test
  void everyTableHasAHome() throws IOException {
    var schema = Files.readString(Path.of("src/main/resources/db/schema.sql"));
    var tables = new TreeSet<String>();
    var matcher = Pattern.compile("(?m)^CREATE TABLE (\\w+)").matcher(schema);
    while (matcher.find()) tables.add(matcher.group(1));
    var known = new TreeSet<>(HOMES.keySet());
    known.addAll(BY_TRIGGERS.keySet());
    known.addAll(UNUSED);
    assertThat(known).isEqualTo(tables);
  }

  @Test
  void tablesAreWrittenAtHome() throws IOException {
    var wrong = new TreeSet<String>();
    for (var use : uses()) {
      if (!use.write || use.slot.equals(HOMES.get(use.table))) continue;
      if (!OTHER_WRITERS.contains(use.slot + " " + use.table)) wrong.add(use.toString());
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void tablesAreReadAtHomeOrToTheRight() throws IOException {
    var wrong = new TreeSet<String>();
    var needed = new HashSet<String>();
    for (var use : uses()) {
      var home = HOMES.getOrDefault(use.table, BY_TRIGGERS.get(use.table));
      if (home == null || index(use.slot) >= index(home)) continue;
      var name = use.slot + " " + use.table;
      needed.add(name);
      if (!READERS_TO_THE_LEFT.contains(name)) wrong.add(use.toString());
    }
    assertThat(wrong).isEmpty();
    assertThat(needed).as("exceptions that are needed").containsAll(READERS_TO_THE_LEFT);
  }

  @Test
  void unusedTablesAreUnused() throws IOException {
    assertThat(uses().stream().map(Use::table)).doesNotContainAnyElementsOf(UNUSED);
  }

  private static int index(String slot) {
    int index = ArchitectureTest.ORDER.indexOf(slot);
    assertThat(index).as(slot).isNotNegative();
    return index;
  }

  private static List<Use> uses() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      var uses = new HashSet<Use>();
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        var slot = ArchitectureTest.slot("coffer." + folder(file));
        var sql = strings(Files.readString(file));
        add(uses, WRITE, sql, slot, true);
        add(uses, READ, sql.replace("DELETE FROM", "DELETE"), slot, false);
      }
      assertThat(uses).hasSizeGreaterThan(60);
      return List.copyOf(uses);
    }
  }

  private static void add(Set<Use> uses, Pattern pattern, String sql, String slot, boolean write) {
    var matcher = pattern.matcher(sql);
    while (matcher.find()) {
      var table = matcher.group(1);
      if (HOMES.containsKey(table) || BY_TRIGGERS.containsKey(table) || UNUSED.contains(table)) {
        uses.add(new Use(slot, table, write));
      }
    }
  }

  private static String folder(Path file) {
    var folder = SOURCES.relativize(file).getParent();
    return folder == null ? "" : folder.toString().replace('/', '.');
  }

  private static String strings(String source) {
    return STRING
        .matcher(source)
        .results()
        .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
        .collect(Collectors.joining("\n;\n"));
  }

  private static Map<String, String> homes(String text) {
    var homes = new HashMap<String, String>();
    for (var line : text.lines().toList()) {
      var parts = line.split(":", 2);
      for (var table : parts[1].strip().split(" ")) homes.put(table, parts[0]);
    }
    return homes;
  }
}
