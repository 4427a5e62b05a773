package coffer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Main;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What `./coffer chains` makes of what scanners reported.
@ResourceLock("log")
final class ChainsCommandDbTest {
  @TempDir private Path folder;
  private final Db.Address address = TestDb.address();
  @AutoClose private final Db db = Db.open(address, 2);

  @BeforeEach
  void aServerThatReadsOneChain() throws Exception {
    MasterKey.generate().write(folder.resolve("master.key"));
    var settings =
        """
        http.public_url = "https://pay.example.com"
        secrets.master_key_file = "master.key"
        chains.bsc.endpoints = [{ url = "http://127.0.0.1:9" }]
        [database]
        url = "%s"
        user = "%s"
        password = "%s"
        """;
    Files.writeString(
        folder.resolve("coffer.toml"),
        settings.formatted(address.url(), address.user(), address.password()));
    chains(); // which makes the chains' rows
  }

  @Test
  void aChainIsNotReadBeforeItsFirstBlock() {
    assertThat(row()).endsWith("  bsc  -  -  -  -  -  -  not read yet");
    scanner(0, "{\"UNREACHABLE\": 2}", "'the node refuses the connection'");
    assertThat(row())
        .endsWith(
            "  bsc  -  -  -  -  node:8545  unreachable 2  not read yet: its node gives no good answer:"
                + " the node refuses the connection");
  }

  @Test
  void theLagIsInBlocksAndSeconds() {
    cursor(100, 95, 9);
    scanner(104, "{}", "NULL");
    assertThat(row()).matches(".*  bsc  104  95  100  4 / (9|10|11) s  node:8545  -  ok");
    scanner(500, "{}", "NULL");
    assertThat(row())
        .matches(".*  bsc  500  95  100  400 / \\d+ s  node:8545  -  400 blocks behind, \\d+ s");
  }

  /// A node that fell back has a head below what was read: that is no lag.
  @Test
  void nothingIsLessThanNoBlocksBehind() {
    cursor(100, 95, -3);
    scanner(90, "{}", "NULL");
    assertThat(row()).contains("  0 / 0 s  ");
  }

  @Test
  void errorsAreToldByTheirKind() {
    cursor(100, 95, 3);
    var errors = "{\"WRONG_CHAIN\": 1, \"UNREACHABLE\": 12, \"LIMITED\": 3, \"BROKEN\": 0}";
    scanner(100, errors, "NULL");
    assertThat(row()).contains("  limited 3, unreachable 12, wrong chain 1  ok");
  }

  /// The first block of a chain may have no time of its own: it claims to be of 1970.
  @Test
  void aBlockWithoutATimeHasNoLagInSeconds() {
    cursor(0, 0, 3);
    db.run(tx -> tx.update("UPDATE cursor SET at = to_timestamp(0), clock = to_timestamp(0)"));
    scanner(2, "{}", "NULL");
    assertThat(row()).endsWith("  bsc  2  0  0  2  node:8545  -  ok");
    scanner(900, "{}", "NULL");
    assertThat(row()).endsWith("  bsc  900  0  0  900  node:8545  -  900 blocks behind");
  }

  @Test
  void aTokenThatIsNotReadSaysWhy() {
    cursor(100, 95, 3);
    scanner(100, "{}", "NULL");
    db.run(tx -> tx.update("UPDATE scanner SET unread = '{\"USDT\": \"the contract is gone\"}'"));
    assertThat(row())
        .endsWith(
            "  USDT is not offered: its contract cannot be checked; USDT: the contract is gone");
  }

  /// One way is refused, another one does: that costs time, and the provider's words say why.
  @Test
  void whatANodeRefusesIsToldThoughTheChainIsWell() {
    cursor(100, 95, 3);
    scanner(100, "{}", "NULL");
    db.run(
        tx ->
            tx.update(
                """
                UPDATE scanner SET refused = '[{"endpoint": "node:8545", "method": "logs of ranges",
                  "message": "eth_getLogs: upgrade your plan", "since": "2026-11-20T10:00:00Z"}]'
                """));
    assertThat(row())
        .endsWith(
            "  ok; node:8545 refuses logs of ranges since 2026-11-20T10:00:00Z: eth_getLogs: upgrade"
                + " your plan");
  }

  @Test
  void aRescanTellsHowFarItIsAndWhyItDoesNotGoOn() {
    cursor(1000, 990, 3);
    scanner(1000, "{}", "NULL");
    assertThat(run("chains", "rescan", "bsc")).isEqualTo("coffer: --from HEIGHT is missing");
    assertThat(run("chains", "rescan", "bsc", "--from", "0"))
        .startsWith("coffer: blocks are read from height 1 on");
    assertThat(run("chains", "rescan", "bsc", "--from", "995"))
        .isEqualTo("coffer: block 995 is not final yet: bsc is final up to 990");
    run("chains", "rescan", "bsc", "--from", "860");
    assertThat(row()).endsWith("  ok; rescan from 860, read up to 859");
    db.run(tx -> tx.update("UPDATE cursor SET halted = 'has no block 859' WHERE name <> 'head'"));
    assertThat(row())
        .endsWith(
            "  the rescan from 860 does not go on; rescan from 860, read up to 859, does not go on:"
                + " has no block 859");
    assertThat(run("chains", "rescan", "bsc", "--cancel", "--from", "1"))
        .isEqualTo("coffer: bsc: there is no such rescan");
    assertThat(run("chains", "rescan", "bsc", "--cancel"))
        .isEqualTo("bsc: the rescan from 860 is cancelled");
    assertThat(row()).endsWith("  ok");
  }

  @Test
  void aGapIsNeverForgotten() {
    cursor(1000, 990, 3);
    scanner(1000, "{}", "NULL");
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO cursor (chain_id, name, height, hash, at, clock, final_height, until_height,
                  from_height, to_head, updated_at)
                SELECT id, 'gap-USDT', 230, '0xbb', now(), now(), 230, 500, 100, false, now()
                FROM chain WHERE name = 'bsc'
                """));
    assertThat(row()).endsWith("  ok; blocks 231 to 500 were not read for USDT yet");
    assertThat(run("chains", "rescan", "bsc", "--resume"))
        .isEqualTo("coffer: bsc: no rescan is paused");
    assertThat(run("chains", "rescan", "bsc", "--cancel"))
        .isEqualTo(
            "bsc: the rescan from 100 is paused: blocks 231 to 500 were not read for USDT. Continue with"
                + " --resume");
    assertThat(row())
        .endsWith(
            "  some blocks were not read for USDT; blocks 231 to 500 were not read for USDT:"
                + " ./coffer chains rescan bsc --resume");
    assertThat(run("reconcile", "--known", "--chain", "bsc"))
        .contains(
            "bsc: blocks 231 to 500 were not read for USDT: ./coffer chains rescan bsc --resume");
    assertThat(run("chains", "rescan", "bsc", "--resume", "--from", "100"))
        .isEqualTo("bsc: the rescan from 100 continues");
    assertThat(row()).endsWith("  ok; blocks 231 to 500 were not read for USDT yet");
  }

  private void cursor(long height, long finalHeight, int secondsAgo) {
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO cursor (chain_id, name, height, hash, at, clock, final_height, updated_at)
                SELECT id, 'head', ?, '0xaa', now(), now() - make_interval(secs => ?), ?, now()
                FROM chain WHERE name = 'bsc'
                """,
                height,
                secondsAgo,
                finalHeight));
  }

  private void scanner(long head, String errors, String lastError) {
    db.run(
        tx -> {
          tx.update("DELETE FROM scanner");
          tx.update(
              """
              INSERT INTO scanner (chain_id, node, endpoint, head, errors, last_error, updated_at)
              SELECT id, 'n', 'node:8545', %d, '%s', %s, now() FROM chain WHERE name = 'bsc'
              """
                  .formatted(head, errors, lastError));
        });
  }

  private String row() {
    return chains()
        .lines()
        .filter(line -> line.contains(" bsc "))
        .map(line -> line.replaceAll(" {2,}", "  "))
        .findFirst()
        .orElseThrow();
  }

  private String chains() {
    return run("chains");
  }

  /// What a command prints, or why it does not do it.
  private String run(String... args) {
    var line = Main.commandLine();
    var out = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    var all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--config";
    all[args.length + 1] = folder.resolve("coffer.toml").toString();
    line.execute(all);
    return out.toString().strip();
  }
}
