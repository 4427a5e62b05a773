package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.config.DemoConfig;
import coffer.app.server.Infrastructure;
import coffer.core.wallet.Mnemonic;
import coffer.db.MasterKey;
import coffer.db.ServerFolder;
import coffer.db.TestDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("log")
final class CommandsDbTest {
  @TempDir private Path folder;

  private record Result(int status, String out, String err) {}

  @BeforeEach
  void aConfiguration() throws IOException {
    var address = TestDb.address();
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

  @Test
  void fromAnOrganizationToAKeyThatIsRevoked() {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    assertThat(run("admin", "organization", "list").out).contains(organization, "Shop");
    var project =
        run(
                "admin",
                "project",
                "create",
                "Web shop",
                "--mode",
                "test",
                "--organization",
                organization)
            .out
            .strip();
    assertThat(run("admin", "project", "list", "--organization", organization).out)
        .contains(project, "test", "Web shop");
    var key =
        run(
                "admin",
                "key",
                "create",
                "--project",
                project,
                "--scope",
                "invoices:read,invoices:write",
                "--cidr",
                "203.0.113.0/24")
            .out
            .strip();
    assertThat(key).matches("cof_test_\\w{40}");
    var keys = run("admin", "key", "list", "--organization", organization).out;
    assertThat(keys)
        .contains("invoices:read,invoices:write", "203.0.113.0/24", key.substring(0, 13))
        .doesNotContain(key);
    var id = keys.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
    assertThat(run("admin", "key", "revoke", id).out).contains("revoked");
    assertThat(run("admin", "key", "list", "--organization", organization).out)
        .contains(java.time.Year.now(java.time.ZoneOffset.UTC).toString());
  }

  @Test
  void anOrganizationIsBlockedWithAReason() {
    var organization = run("admin", "organization", "create", "Late").out.strip();
    assertThat(row(organization)).doesNotContain("blocked");
    assertThat(block(organization, "Bill 7").status).isZero();
    assertThat(row(organization)).endsWith("blocked: Bill 7");
    assertThat(block(organization, "").err).contains("1 to 500 printable characters");
    assertThat(block(organization, "a\nb").status).isNotZero();
    assertThat(row(organization)).endsWith("blocked: Bill 7");
    assertThat(run("admin", "organization", "block", organization).err).contains("--reason");
    assertThat(run("admin", "organization", "unblock", organization).status).isZero();
    assertThat(row(organization)).doesNotContain("blocked");
    var nobody = "00000000-0000-0000-0000-000000000000";
    assertThat(block(nobody, "Bill 7").err).contains("rejected:");
    assertThat(run("admin", "organization", "unblock", nobody).err).contains("rejected:");
  }

  private Result block(String organization, String reason) {
    return run("admin", "organization", "block", organization, "--reason", reason);
  }

  private String row(String organization) {
    return run("admin", "organization", "list")
        .out
        .lines()
        .filter(line -> line.startsWith(organization))
        .findFirst()
        .orElseThrow()
        .strip();
  }

  @Test
  void anOrganizationKeepsItsLastOwner() {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    var first = organization + "@example.com";
    assertThat(person(first, organization, "owner").out).contains("/cabinet/link/");
    assertThat(person(first, organization, "viewer").err).contains("is the last owner");
    assertThat(person("2-" + first, organization, "owner").status).isZero();
    assertThat(person(first, organization, "viewer").status).isZero();
  }

  private Result person(String email, String organization, String role) {
    return run("admin", "user", "add", email, "--organization", organization, "--role", role);
  }

  @Test
  void anAddressThatIsTheOwnersOwn() {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    var address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    assertThat(address("add", organization, "evm", address, "--name", "gas").status).isZero();
    assertThat(address("add", organization, "evm", address, "--name", "hot").status).isZero();
    assertThat(run("admin", "address", "list", "--organization", organization).out)
        .contains("live", "evm", address, "hot")
        .doesNotContain("gas");
    assertThat(address("add", organization, "evm", address.toLowerCase() + "0").err)
        .contains("is not a valid evm address");
    assertThat(address("add", organization, "bitcoin", "bc1q").err)
        .contains("a Bitcoin transaction does not contain its sender");
    assertThat(address("remove", organization, "evm", address).status).isZero();
    assertThat(address("remove", organization, "evm", address).err)
        .contains("has not added this address");
  }

  private Result address(String what, String organization, String family, String... more) {
    var words =
        new ArrayList<>(
            List.of("admin", "address", what, "--organization", organization, "--mode", "live"));
    words.addAll(List.of("--family", family));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  @Test
  void accountKeysWalletsAndWebhooks() {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    assertThat(run("admin", "key", "create", "--organization", organization).out)
        .startsWith("cof_account_");
    var words = Mnemonic.parse("abandon ".repeat(11) + "about");
    var set =
        run(
            "admin",
            "wallet",
            "set-xpub",
            "--yes",
            "--organization",
            organization,
            "--mode",
            "live",
            "--family",
            "evm",
            words.account("m/44'/60'/0'"));
    assertThat(set.out).as(set.err).contains("0x9858EfFD232B4033E47d90003D41EC34EcaEda94");
    assertThat(run("admin", "wallet", "list", "--organization", organization).out)
        .contains("evm", "elsewhere");
    var bad =
        run(
            "admin",
            "wallet",
            "set-xpub",
            "--organization",
            organization,
            "--mode",
            "live",
            "--family",
            "tron",
            "xpub123");
    assertThat(bad.err).startsWith("rejected: xpub");
    var project =
        run("admin", "project", "create", "P", "--mode", "live", "--organization", organization)
            .out
            .strip();
    var webhook =
        run("admin", "webhook", "add", "--project", project, "https://shop.example/hook")
            .out
            .strip();
    assertThat(run("admin", "webhook", "list", "--project", project).out)
        .contains(webhook, "https://shop.example/hook");
    assertThat(run("admin", "webhook", "secret", "--project", project).out).startsWith("whsec_");
    assertThat(run("admin", "webhook", "remove", "--project", project, webhook).status).isZero();
    assertThat(run("admin", "webhook", "list", "--project", project).out).doesNotContain(webhook);
    assertThat(run("admin", "webhook", "add", "--project", project, "ftp://x").err).contains("url");
  }

  @Test
  void everyDialectHasKeysOfItsOwnShape() {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    var project =
        run("admin", "project", "create", "P", "--mode", "live", "--organization", organization)
            .out
            .strip();
    assertThat(key("coinvoice", "--project", project).out).matches("a7a5_[0-9a-f]{40}\n");
    assertThat(key("itispay", "--project", project).out).matches("[0-9a-f]{64}\n");
    assertThat(key("itispay", "--organization", organization).out).matches("[0-9a-f]{64}\n");
    assertThat(key("getcrypto", "--project", project).out).matches("gc_[0-9A-Za-z]{40}\n");
    assertThat(key("getcrypto", "--project", project, "--publishable", "--origin", "*").out)
        .matches("gc_pub_[0-9A-Za-z]{40}\n");
    assertThat(key("onchainpay", "--project", project).out)
        .matches("[0-9A-Za-z+/]{86}==\n[0-9A-Za-z+/]{86}==\n");
    assertThat(key("onchainpay", "--organization", organization).err).contains("no account keys");
    assertThat(key("coinvoice", "--organization", organization).err).contains("no account keys");
    assertThat(key("bitpay", "--project", project).err)
        .contains("no dialect bitpay", "coffer, coinvoice, getcrypto, itispay, onchainpay");
    assertThat(
            run("admin", "webhook", "add", "--project", project, "--dialect", "x", "https://a.b")
                .err)
        .contains("no dialect x");
  }

  @Test
  void aKeyForPagesSaysWhichPages() {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    var project =
        run("admin", "project", "create", "P", "--mode", "live", "--organization", organization)
            .out
            .strip();
    assertThat(key("getcrypto", "--project", project, "--publishable").err).contains("--origin");
    assertThat(key("getcrypto", "--project", project, "--origin", "*").err).contains("publishable");
    var pages = "https://shop.example.com,http://localhost:3000";
    var made = key("getcrypto", "--project", project, "--publishable", "--origin", pages);
    assertThat(made.status).as(made.err).isZero();
    assertThat(run("admin", "key", "list", "--organization", organization).out)
        .contains("http://localhost:3000,https://shop.example.com");
    var bad = key("getcrypto", "--project", project, "--publishable", "--origin", "https://a.b/c");
    assertThat(bad.err).startsWith("rejected: origins").contains("https://a.b/c");
  }

  private Result key(String dialect, String... more) {
    var arguments = new ArrayList<>(List.of("admin", "key", "create", "--dialect", dialect));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void aTestProjectHasWalletsAtOnceAndALiveOneHasNone() {
    var live = run("admin", "organization", "create", "Live").out.strip();
    run("admin", "project", "create", "P", "--mode", "live", "--organization", live);
    assertThat(run("admin", "wallet", "list", "--organization", live).out.lines()).hasSize(1);

    var shop = run("admin", "organization", "create", "Shop").out.strip();
    var own =
        Mnemonic.parse(
            "legal winner thank year wave sausage worth useful legal winner thank yellow");
    run(
        "admin",
        "wallet",
        "set-xpub",
        "--yes",
        "--organization",
        shop,
        "--mode",
        "test",
        "--family",
        "evm",
        own.account("m/44'/60'/1'"));
    for (var name : List.of("first", "second")) {
      assertThat(
              run("admin", "project", "create", name, "--mode", "test", "--organization", shop).err)
          .isEmpty();
    }
    var wallets = run("admin", "wallet", "list", "--organization", shop).out;
    assertThat(
            wallets.lines().skip(1).map(line -> line.replaceAll(" +", " ").split(" xpub| tpub")[0]))
        .containsExactly(
            "test bitcoin current a seed here -",
            "test evm current elsewhere -",
            "test tron current a seed here -");
  }

  @Test
  void mistakesAreSaidInALine() {
    var none = "00000000-0000-4000-8000-000000000000";
    assertThat(run("admin", "project", "create", "P", "--mode", "live", "--organization", none))
        .isEqualTo(new Result(1, "", "rejected: there is no organization " + none + "\n"));
    assertThat(run("admin", "organization", "create", " ").err).startsWith("rejected: name: ");
    assertThat(run("chains", "rescan", "atlantis", "--from", "1").err)
        .isEqualTo("coffer: there is no chain atlantis\n");
    assertThat(run("nonsense").status).isEqualTo(2);
    var other = Main.commandLine();
    var err = new StringWriter();
    other.setErr(new PrintWriter(err));
    assertThat(other.execute("serve", "--config", "/nowhere/coffer.toml")).isEqualTo(1);
    assertThat(err.toString()).contains("/nowhere/coffer.toml", "sample").doesNotContain("\tat ");
  }

  @Test
  void wrongArgumentsAreSaidWithoutClassNamesOrStackTraces() throws IOException {
    var missing = folder.resolve("missing.key").toString();
    assertThat(run("admin", "rotate-master-key", "--to", missing))
        .isEqualTo(
            new Result(1, "", "coffer: --to: the master key in " + missing + " cannot be read\n"));
    var weak = Files.writeString(folder.resolve("weak.key"), "00\n");
    assertThat(run("admin", "rotate-master-key", "--to", weak.toString()).err)
        .startsWith("coffer: --to: others may open ");
    for (var port : List.of("-1", "65536")) {
      var demo = execute("demo", "--port", port, "--data", folder.resolve("demo").toString());
      assertThat(demo.status).isEqualTo(2);
      assertThat(demo.err).startsWith("--port is not between 0 and 65535");
    }
    assertThat(folder.resolve("demo")).doesNotExist();
    for (var id : List.of("shop", "1-1-1-1-1")) {
      var revoked = run("admin", "key", "revoke", id);
      assertThat(revoked.status).isEqualTo(2);
      assertThat(revoked.err).contains("'" + id + "' is not an id like ").doesNotContain("java.");
    }
  }

  @Test
  void aKeyThatCannotBeMadeIsRefusedWithTheReason() {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    assertThat(key("coffer", "--organization", organization.toUpperCase(), "--publishable").err)
        .isEqualTo("rejected: project: a publishable key is for one project: name it\n");
    assertThat(key("coffer", "--organization", organization, "--name", "a\u001b[31m").err)
        .isEqualTo("rejected: name: a name has at most 200 printable characters\n");
  }

  @Test
  void chainsAreListed() {
    var chains = run("chains");
    assertThat(chains.status).as(chains.err).isZero();
    assertThat(chains.out).contains("ethereum", "CURSOR", "not configured");
    assertThat(run("chains", "rescan", "ethereum", "--from", "5").err).contains("never read");
    assertThat(run("chains", "accept-reorg", "ethereum", "0xabc").err).contains("never read");
  }

  @Test
  void theMasterKeyIsRotated() throws IOException {
    var organization = run("admin", "organization", "create", "Shop").out.strip();
    var project =
        run("admin", "project", "create", "P", "--mode", "live", "--organization", organization)
            .out
            .strip();
    var secret = run("admin", "webhook", "secret", "--project", project).out;
    MasterKey.generate().write(folder.resolve("next.key"));
    var rotated = run("admin", "rotate-master-key", "--to", folder.resolve("next.key").toString());
    assertThat(rotated.out).as(rotated.err).contains("1 secrets");
    assertThat(run("admin", "webhook", "secret", "--project", project).err).contains("master key");
    Files.move(
        folder.resolve("next.key"),
        folder.resolve("master.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(run("admin", "webhook", "secret", "--project", project).out).isEqualTo(secret);
  }

  @Test
  void aCommandJoinsTheDatabaseOfARunningDemo() throws IOException {
    try (var server = new ServerFolder();
        var running = Infrastructure.open(DemoConfig.create(server.data(), 0))) {
      running.db().run(tx -> running.merchants().createOrganization(tx, "Of the demo", true));
      var listed = execute("admin", "organization", "list", "--data", server.data().toString());
      assertThat(listed.out).as(listed.err).contains("Of the demo", "operator");
      // Its server goes on.
      assertThat(running.db().<Integer>tx(tx -> tx.only("SELECT 1 AS n", r -> r.integer("n"))))
          .isEqualTo(1);
    }
  }

  private Result run(String... args) {
    var all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--config";
    all[args.length + 1] = folder.resolve("coffer.toml").toString();
    return execute(all);
  }

  private static Result execute(String... args) {
    var line = Main.commandLine();
    var out = new StringWriter();
    var err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int status = line.execute(args);
    return new Result(status, out.toString(), err.toString());
  }
}
