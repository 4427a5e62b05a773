package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.config.ConfigFile;
import coffer.app.server.Infrastructure;
import coffer.core.chain.Mode;
import coffer.core.wallet.Mnemonic;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `./coffer admin wallet`: the key is compared before it is set, and may be replaced.
@ResourceLock("log")
final class WalletCommandsDbTest {
  private static final String FIRST = "0x9858EfFD232B4033E47d90003D41EC34EcaEda94";
  private static final String KEY =
      Mnemonic.parse("abandon ".repeat(11) + "about").account("m/44'/60'/0'");
  private static final String OTHER =
      Mnemonic.parse("legal winner thank year wave sausage worth useful legal winner thank yellow")
          .account("m/44'/60'/0'");

  @TempDir private Path folder;
  private String organization;

  private record Result(int status, String out, String err) {}

  @BeforeEach
  void anOrganization() throws IOException {
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
    organization = run("admin organization create Shop").out.strip();
  }

  @Test
  void aKeyIsSetOnlyAfterItsFirstAddressWasCompared() {
    var shown = set("evm", KEY, "");
    assertThat(shown.status).isNotZero();
    assertThat(shown.err).contains("nothing was set", FIRST, "--first-address " + FIRST);
    assertThat(set("evm", KEY, "--first-address 0x000000000000000000000000000000000000dEaD").err)
        .contains("nothing was set", FIRST);
    assertThat(list()).isEmpty();
    assertThat(set("evm", KEY, "--first-address " + FIRST.toLowerCase()).out).contains(FIRST);
    assertThat(list()).containsExactly("live evm current elsewhere - " + KEY);
  }

  @Test
  void aWalletIsReplacedAndTakenAgain() {
    assertThat(set("evm", OTHER, "--yes --replace").err).contains("rejected");
    set("evm", KEY, "--yes");
    assertThat(set("evm", OTHER, "--yes").err).contains("has a live wallet for evm already");
    assertThat(set("evm", KEY, "--yes --replace").err).contains("is the organization's wallet");
    assertThat(set("evm", OTHER, "--yes --replace").status).isZero();
    assertThat(list())
        .containsExactly(
            "live evm replaced elsewhere - " + KEY, "live evm current elsewhere - " + OTHER);
    assertThat(set("evm", KEY, "--yes --replace").status).isZero();
    assertThat(list())
        .containsExactly(
            "live evm current elsewhere - " + KEY, "live evm replaced elsewhere - " + OTHER);
  }

  @Test
  void addressesAreListedWithTheirPlaceInTheAccount() {
    set("evm", KEY, "--yes");
    var bitcoin = Mnemonic.parse("abandon ".repeat(11) + "about").account("m/86'/0'/0'");
    var body = "tr([73c5da0a/86h/0h/0h]%s/0/*)".formatted(bitcoin);
    set("bitcoin", body + "#" + fr.acinq.bitcoin.Descriptor.checksum(body), "--yes");
    derive("evm", "bitcoin", "evm");
    var account = "live,tr(" + bitcoin + "/0/*),0,m/86'/0'/0'/0/0";
    assertThat(run("admin wallet addresses --all --organization " + organization).out.lines())
        .containsExactly(
            "family,mode,wallet,index,path,address,chain,asset,balance",
            "evm,live," + KEY + ",0,account/0/0," + FIRST + ",,,0",
            "evm,live," + KEY + ",1,account/0/1,0x6Fac4D18c912343BF86fa7049364Dd4E424Ab9C0,,,0",
            "bitcoin,"
                + account
                + ",bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr,,,0");
    assertThat(run("admin wallet addresses --organization " + organization).out.lines()).hasSize(1);
  }

  private void derive(String... families) {
    try (var infrastructure =
        Infrastructure.open(ConfigFile.read(folder.resolve("coffer.toml"), Map.of()))) {
      infrastructure
          .db()
          .run(
              tx -> {
                var owner =
                    infrastructure
                        .merchants()
                        .organization(tx, UUID.fromString(organization))
                        .orElseThrow();
                for (var family : families) {
                  var wallet = infrastructure.wallets().get(tx, owner.id(), Mode.LIVE, family);
                  infrastructure.wallets().derive(tx, wallet, infrastructure.clock().instant());
                }
              });
    }
  }

  private Result set(String family, String key, String more) {
    var words =
        new ArrayList<>(
            List.of("admin", "wallet", "set-xpub", "--organization", organization, "--mode"));
    words.addAll(List.of("live", "--family", family, key));
    if (!more.isEmpty()) words.addAll(List.of(more.split(" ")));
    return run(words.toArray(String[]::new));
  }

  private List<String> list() {
    return run("admin wallet list --organization " + organization)
        .out
        .lines()
        .skip(1)
        .map(line -> line.replaceAll(" {2,}", "\t").replace("\t", " "))
        .toList();
  }

  private Result run(String line) {
    return run(line.split(" "));
  }

  private Result run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--config", folder.resolve("coffer.toml").toString()));
    var status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words.toArray(String[]::new));
    return new Result(status, out.toString(), err.toString());
  }
}
