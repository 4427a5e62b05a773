package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.user.Audit;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What commands change is in the audit, with the system user who ran them.
@ResourceLock("log")
final class AuditOfCommandsDbTest {
  private static final String XPUB =
      "xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4ZeZXYVUhLv1VMrjPC7PW6V";
  private static final String ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  @TempDir private Path folder;
  private final Db.Address address = TestDb.address();
  @AutoClose private final Db db = Db.open(address, 2);
  private final AuditRows rows = new AuditRows(db);

  @BeforeEach
  void aConfiguration() throws IOException {
    MasterKey.generate().write(folder.resolve("master.key"));
    Files.writeString(
        folder.resolve("coffer.toml"),
        """
        http.public_url = "https://pay.example.com"
        secrets.master_key_file = "master.key"
        [database]
        url = "%s"
        user = "%s"
        password = "%s"
        """
            .formatted(address.url(), address.user(), address.password()));
  }

  private String run(String... args) {
    var line = Main.commandLine();
    var out = new StringWriter();
    var err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    var config = List.of("--config", folder.resolve("coffer.toml").toString());
    int status =
        line.execute(Stream.concat(Stream.of(args), config.stream()).toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
    return out.toString().strip();
  }

  private Audit.Line recorded(String act, String... args) {
    var before = rows.newest(1);
    run(args);
    var line = rows.last();
    assertThat(line.act()).isEqualTo(act);
    assertThat(before).doesNotContain(line);
    assertThat(line.via()).isEqualTo(Audit.Via.COMMAND);
    assertThat(line.actor()).contains(System.getProperty("user.name"));
    return line;
  }

  @Test
  void organizationsProjectsAndKeys() {
    var organization = run("admin", "organization", "create", "Shop");
    assertThat(rows.last().act()).isEqualTo("organization.create");
    assertThat(rows.last().organization()).contains("Shop");
    var block =
        recorded(
            "organization.block",
            "admin",
            "organization",
            "block",
            organization,
            "--reason",
            "B 7");
    assertThat(block.after()).contains("{\"reason\": \"B 7\"}");
    var unblock =
        recorded("organization.unblock", "admin", "organization", "unblock", organization);
    assertThat(unblock.before()).contains("{\"reason\": \"B 7\"}");
    var project =
        run("admin", "project", "create", "P", "--mode", "live", "--organization", organization);
    assertThat(rows.last().act()).isEqualTo("project.create");
    assertThat(rows.last().object()).isEqualTo(project);
    var set =
        recorded(
            "settings.change",
            "admin",
            "project",
            "set",
            project,
            "--fail-url",
            "https://a.example");
    assertThat(set.after()).contains("{\"fail_url\": \"https://a.example\"}");
    var key = run("admin", "key", "create", "--project", project, "--name", "till");
    var made = rows.last();
    assertThat(made.act()).isEqualTo("key.create");
    assertThat(made.toString()).contains("till", "Shop").doesNotContain(key);
    assertThat(recorded("key.revoke", "admin", "key", "revoke", made.object()).organization())
        .contains("Shop");
    var account = run("admin", "key", "create", "--organization", organization);
    var ofAccount = rows.last().object();
    assertThat(rows.last().toString()).doesNotContain(account);
    assertThat(recorded("key.revoke", "admin", "key", "revoke", ofAccount).organization())
        .contains("Shop");
    var webhook = run("admin", "webhook", "add", "--project", project, "https://shop.example/hook");
    assertThat(rows.last().act()).isEqualTo("webhook.create");
    recorded("webhook.remove", "admin", "webhook", "remove", "--project", project, webhook);
    var widget = run("admin", "widget", "add", "--project", project, "Top up");
    assertThat(rows.last().act()).isEqualTo("widget.add");
    recorded("widget.remove", "admin", "widget", "remove", "--project", project, widget);
  }

  @Test
  void walletsAndAddresses() {
    var organization = run("admin", "organization", "create", "Shop");
    var which = List.of("--organization", organization, "--mode", "live", "--family", "evm");
    var set =
        Stream.concat(Stream.of("admin", "wallet", "set-xpub", "--yes", XPUB), which.stream());
    assertThat(recorded("wallet.set", set.toArray(String[]::new)).after().orElseThrow())
        .contains(XPUB);
    for (var verb : List.of("add", "remove")) {
      var act = Stream.concat(Stream.of("admin", "address", verb, ADDRESS), which.stream());
      assertThat(recorded("own_address." + verb, act.toArray(String[]::new)).object())
          .isEqualTo("live evm " + ADDRESS);
    }
  }

  @Test
  void peopleStaffAndPartners() {
    var organization = run("admin", "organization", "create", "Shop");
    var email = organization + "@example.com";
    recorded("member.add", "admin", "user", "add", email, "--organization", organization);
    recorded("link.create", "admin", "user", "link", email);
    var add = recorded("staff.add", "admin", "staff", "add", "s-" + email, "--role", "viewer");
    assertThat(add.after()).contains("{\"role\": \"viewer\"}");
    assertThat(run("admin", "staff", "list")).contains("s-" + email, "viewer", "no");
    recorded("staff.add", "admin", "staff", "add", "s-" + email, "--role", "operator");
    assertThat(rows.last().before()).contains("{\"role\": \"viewer\"}");
    recorded("staff.remove", "admin", "staff", "remove", "s-" + email);
    assertThat(run("admin", "staff", "list")).doesNotContain("s-" + email);
    var partner = run("admin", "partner", "add", "Reseller");
    assertThat(rows.last().act()).isEqualTo("partner.add");
    var key =
        run(
            "admin",
            "partner",
            "key",
            "create",
            "--partner",
            partner,
            "--mode",
            "test",
            "--dialect",
            "coffer");
    assertThat(rows.last().act()).isEqualTo("key.create");
    assertThat(rows.last().toString()).doesNotContain(key);
    recorded("key.revoke", "admin", "partner", "key", "revoke", rows.last().object());
  }

  @Test
  void chains() {
    run("chains");
    int ethereum =
        db.tx(
            tx ->
                tx.only("SELECT id FROM chain WHERE name = 'ethereum'", row -> row.integer("id")));
    var at = Instant.parse("2026-01-01T00:00:00Z");
    var head = new BlockHeader(100, "0xaa", "0x99", at);
    db.run(tx -> new Cursors().start(tx, ethereum, Cursor.HEAD, head, Optional.empty(), at));
    recorded("rescan.begin", "chains", "rescan", "ethereum", "--from", "50");
    assertThat(rows.last().object()).isEqualTo("ethereum");
    assertThat(rows.last().after()).contains("{\"from\": 50}");
    recorded("rescan.cancel", "chains", "rescan", "ethereum", "--cancel");
    recorded("reorg.accept", "chains", "accept-reorg", "ethereum", "0xbb");
    assertThat(rows.last().after()).contains("{\"hash\": \"0xbb\"}");
  }

  @Test
  void aNewMasterKey() throws IOException {
    run("admin", "organization", "create", "Shop");
    MasterKey.generate().write(folder.resolve("next.key"));
    var to = folder.resolve("next.key").toString();
    recorded("master_key.rotate", "admin", "rotate-master-key", "--to", to);
  }
}
