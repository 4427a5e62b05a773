package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.CabinetBrowser.Page;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.core.user.Role;
import coffer.core.wallet.Mnemonic;
import fr.acinq.bitcoin.Descriptor;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Wallets in the cabinet: the owner compares addresses before an account is kept, and a private
/// key stays nowhere.
final class CabinetWalletsFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final Mnemonic ABOUT = Mnemonic.parse("abandon ".repeat(11) + "about");
  private static final String XPRV =
      "xprv9xpXFhFpqdQK3TmytPBqXtGSwS3DLjojFhTGht8gwAAii8py5X6pxeBnQ6ehJiyJ6nDjWGJfZ95WxByFXVkDxHXrqu53WCRGypk2ttuqncb";

  private final Stall stall = Stall.withoutWallets(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final CabinetBrowser owner = people.person(stall, Role.OWNER);

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + below;
  }

  /// An account that no other test has.
  private static String account(String path) {
    return Mnemonic.generate(new SecureRandom(), 12).account(path);
  }

  private Page check(String family, String account) {
    return owner.post(path("/wallets/check"), "family", family, "account", account);
  }

  private Page keep(String family, String account, String replaces) {
    return owner.post(
        path("/wallets"), "family", family, "account", account, "replaces", replaces, "same", "on");
  }

  @Test
  void theFirstAddressesAreShownBeforeAnAccountIsKept() {
    var account = account("m/44'/60'/0'");
    var shown = check("evm", account).is(200).text();
    var format = new EvmAddresses();
    var chain =
        front.base().chains().all().stream().filter(it -> it.family().equals("evm")).findFirst();
    for (int index = 0; index < 10; index++) {
      assertThat(shown).contains(format.text(format.derive(account, index), chain.orElseThrow()));
    }
    assertThat(owner.get(path("/wallets")).is(200).text()).contains("There is no wallet yet");
    owner.post(path("/wallets"), "family", "evm", "account", account, "replaces", "").is(422);
    assertThat(owner.get(path("/wallets")).text()).contains("There is no wallet yet");
    var kept = keep("evm", account, "").is(303);
    assertThat(owner.follow(kept).is(200).text())
        .contains(account.substring(0, 12), "gives new addresses", "@example.com", "with you");
    assertThat(owner.get(path("/audit")).text()).contains("wallet.set", "test evm", account);
  }

  @Test
  void anotherAccountReplacesTheWallet() {
    var first = account("m/44'/60'/0'");
    var second = account("m/44'/60'/0'");
    keep("evm", first, "").is(303);
    assertThat(keep("evm", second, "").is(422).text()).contains("changed the wallet meanwhile");
    assertThat(check("evm", second).is(200).text()).contains("Replace the wallet", first);
    keep("evm", second, first).is(303);
    assertThat(owner.get(path("/wallets")).text())
        .contains(second.substring(0, 12), first.substring(99), "replaced");
    assertThat(owner.get(path("/audit")).text()).contains("wallet.replace", first, second);
    assertThat(check("evm", second).is(422).text()).contains("is the present wallet already");
    keep("evm", first, second).is(303);
  }

  @Test
  void aDescriptorKeepsItsOrigin() {
    var body = "tr([73c5da0a/86h/1h/0h]%s/0/*)".formatted(account("m/86'/1'/0'"));
    var text = body + "#" + Descriptor.checksum(body);
    assertThat(check("bitcoin", text).is(200).text()).contains("73c5da0a/86'/1'/0'");
    keep("bitcoin", text, "").is(303);
    assertThat(owner.get(path("/wallets")).text()).contains("73c5da0a/86'/1'/0'");
    var changed = text.substring(0, text.length() - 1) + (text.endsWith("q") ? "p" : "q");
    assertThat(check("bitcoin", changed).is(422).text()).contains("checksum of the descriptor");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        XPRV,
        "[73c5da0a/44h/60h/0h]" + XPRV,
        "wpkh(" + XPRV + "/0/*)",
        "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
        "L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ",
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        "Abandon abandon abandon abandon abandon abandon\nabandon abandon abandon abandon abandon about"
      })
  void aPrivateKeyIsRefusedAndNotRepeated(String secret) {
    for (var family : List.of("evm", "bitcoin", "tron", "nothing")) {
      for (var act : List.of("/wallets/check", "/wallets")) {
        var answer = owner.post(path(act), "family", family, "account", secret, "same", "on");
        assertThat(answer.is(422).text())
            .as(family)
            .contains("private key or the words of a wallet")
            .doesNotContain(secret.substring(secret.length() - 12));
      }
    }
    assertThat(owner.get(path("/audit")).text())
        .doesNotContain(secret.substring(secret.length() - 12));
  }

  @ParameterizedTest
  @CsvSource({
    "evm, m/44'/1'/0', another network",
    "bitcoin, m/84'/0'/0', another network",
    "evm, m, not the key of an account",
    "evm, m/44'/60'/0'/0, not the key of an account",
  })
  void aKeyThatCannotBeTheAccountIsRefusedWithTheReason(String family, String path, String reason) {
    assertThat(check(family, ABOUT.account(path)).is(422).text()).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "xpub", "x", "0", "wpkh()", "0x000000000000000000000000000000000000dEaD"})
  void whatIsNoAccountIsRefused(String text) {
    assertThat(check("evm", text).is(422).text()).contains("no account key");
  }

  @Test
  void anAccountOfAnotherOrganizationIsNotKept() {
    var account = account("m/44'/60'/0'");
    keep("evm", account, "").is(303);
    var other = Stall.withoutWallets(front);
    var theirs = "/cabinet/p/" + other.project().publicId() + "/wallets";
    var answer =
        people
            .person(other, Role.ADMIN)
            .post(theirs, "family", "evm", "account", account, "replaces", "", "same", "on");
    assertThat(answer.is(422).text()).contains("cannot be kept");
  }

  @Test
  void anOrganizationHasABoundedNumberOfWallets() {
    long organization = stall.project().organizationId();
    front
        .base()
        .db()
        .run(
            tx ->
                IntStream.range(0, 100)
                    .forEach(
                        i ->
                            tx.update(
                                "INSERT INTO wallet (organization_id, mode, family, xpub, created_at,"
                                    + " replaced_at) VALUES (?, 'test', 'tron', ?, now(), now())",
                                organization,
                                "old " + UUID.randomUUID())));
    assertThat(keep("evm", account("m/44'/60'/0'"), "").is(422).text()).contains("cannot be kept");
    owner.get(path("/wallets")).is(200);
  }

  @Test
  void aWalletNeedsARecentPassword() {
    front
        .base()
        .db()
        .run(
            tx ->
                tx.update(
                    "UPDATE user_session SET confirmed_at = confirmed_at - interval '2 hours'"));
    assertThat(check("evm", account("m/44'/60'/0'")).is(303).to()).contains("/confirm?to=");
    assertThat(keep("evm", account("m/44'/60'/0'"), "").is(303).to()).contains("/confirm?to=");
  }

  @Test
  void testProjectsOnBitcoinShowAddressesOfATestNetwork() {
    var account = account("m/84'/1'/0'");
    var shown = check("bitcoin", account).is(200).text();
    var address = new BitcoinAddresses().derive(account, 0);
    assertThat(shown)
        .containsAnyOf(
            front.base().chains().all().stream()
                .filter(it -> it.family().equals("bitcoin"))
                .map(chain -> new BitcoinAddresses().text(address, chain))
                .toArray(String[]::new));
  }
}
