package coffer.core.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.AddressSamples;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.tron.TronAddresses;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import coffer.db.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WalletsDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final List<AddressFormat> FORMATS =
      List.of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses());

  private static final Db.Address ADDRESS = TestDb.address();
  @AutoClose private static final Db db = Db.open(ADDRESS, 6);
  @AutoClose private static final Db aside = Db.open(ADDRESS, 2);

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final Vault vault = Vault.of(MasterKey.generate());
  private final Wallets wallets = new Wallets(aside, vault, FORMATS, now::get);
  private final WatchedAddresses addresses = new WatchedAddresses();
  private final long organization = TestOrganization.insert(db);

  @Test
  void aWatchOnlyWalletDerivesItsOwnersAddresses() {
    var mnemonic = Mnemonic.generate(new java.security.SecureRandom(), 12);
    var account = mnemonic.account("m/44'/60'/0'");
    var wallet = watch(organization, Mode.LIVE, "evm", account);
    assertThat(wallet.watchOnly()).isTrue();
    assertThat(db.<Optional<Mnemonic>>tx(tx -> wallets.reveal(tx, wallet))).isEmpty();
    for (int index = 0; index < 3; index++) {
      var watched = derive(wallets, wallet);
      assertThat(watched.hdIndex()).contains((long) index);
      assertThat(watched.address()).isEqualTo(new EvmAddresses().derive(account, index));
    }
    assertThat(db.<Wallet>tx(tx -> wallets.get(tx, organization, Mode.LIVE, "evm")))
        .isEqualTo(wallet);
    assertThat(db.<List<Wallet>>tx(tx -> wallets.list(tx, organization))).containsExactly(wallet);
  }

  @Test
  void twoSpellingsOfOneAccountAreOneWallet() {
    var account = Mnemonic.generate(new java.security.SecureRandom(), 24).account("m/84'/0'/0'");
    var zpub =
        fr.acinq.bitcoin.DeterministicWallet.ExtendedPublicKey.decode(
                account, fr.acinq.bitcoin.KeyPath.fromPath("m"))
            .getSecond()
            .encode(fr.acinq.bitcoin.DeterministicWallet.zpub);
    assertThat(watch(organization, Mode.LIVE, "bitcoin", zpub).xpub()).isEqualTo(account);
    long other = TestOrganization.insert(db);
    assertThat(refusal(() -> watch(other, Mode.LIVE, "bitcoin", account)))
        .isEqualTo(
            new Rejection.InvalidField(
                Field.Admin.XPUB,
                "This account is the wallet of another mode or organization already."));
    assertThat(refusal(() -> watch(organization, Mode.LIVE, "bitcoin", account)))
        .isEqualTo(
            new Rejection.InvalidField(
                Field.Admin.XPUB, "The organization has a live wallet for bitcoin already."));
  }

  @Test
  void whatCannotBeAWalletIsRefused() {
    var tpub = Mnemonic.generate(new java.security.SecureRandom(), 12).account("m/84'/1'/0'");
    assertThat(refusal(() -> watch(organization, Mode.LIVE, "bitcoin", tpub)))
        .isInstanceOfSatisfying(
            Rejection.InvalidField.class, r -> assertThat(r.reason()).contains("not tpub"));
    assertThat(refusal(() -> watch(organization, Mode.LIVE, "dogecoin", tpub)))
        .isEqualTo(new Rejection.InvalidField(Field.Admin.FAMILY, "There is no family dogecoin."));
    assertThat(refusal(() -> db.run(tx -> wallets.get(tx, organization, Mode.LIVE, "tron"))))
        .isEqualTo(new Rejection.NoWallet("tron", "live"));
  }

  @Test
  void aGeneratedSeedIsSealedAndGivesTheSameAccount() {
    for (var format : FORMATS) {
      var wallet = generate(organization, Mode.TEST, format.family());
      var mnemonic = db.<Optional<Mnemonic>>tx(tx -> wallets.reveal(tx, wallet)).orElseThrow();
      assertThat(mnemonic.words()).hasSize(24);
      assertThat(mnemonic.account(format.accountPath(Mode.TEST))).isEqualTo(wallet.xpub());
      assertThat(format.refuseAccount(wallet.xpub(), Mode.TEST)).isEmpty();
      var sealed =
          db.<byte[]>tx(
              tx ->
                  tx.only(
                      "SELECT sealed FROM secret WHERE id = ?",
                      row -> row.bytes("sealed"),
                      wallet.seedId().orElseThrow()));
      assertThat(new String(sealed, UTF_8)).doesNotContain(mnemonic.words().getFirst());
      assertThat(derive(wallets, wallet).address()).isEqualTo(format.derive(wallet.xpub(), 0));
    }
  }

  @Test
  void aServerThatStopsGivesItsUnusedIndexesToTheNext() {
    var wallet = generate(organization, Mode.TEST, "tron");
    assertThat(index(wallets, wallet)).isZero();
    rolledBack(wallet);
    assertThat(index(wallets, wallet)).isEqualTo(2);
    for (long restart = 0; restart < 4; restart++) {
      wallets.giveBackIndexes();
      // 0 and 2 are used, 1 was rolled back.
      assertThat(index(node(), wallet)).isEqualTo(List.of(1L, 3L, 4L, 5L).get((int) restart));
      now.set(now.get().plus(HdIndexes.HOLD_TIME));
    }
  }

  private void rolledBack(Wallet wallet) {
    assertThatThrownBy(
            () ->
                db.run(
                    tx -> {
                      wallets.derive(tx, wallet, NOW);
                      throw new IllegalStateException("rolled back");
                    }))
        .hasMessage("rolled back");
  }

  @Test
  void aServerThatDiesLeavesASmallGapAndOnlyForAWhile() {
    var wallet = generate(organization, Mode.TEST, "tron");
    assertThat(index(wallets, wallet)).isZero();
    assertThat(index(node(), wallet)).isEqualTo(HdIndexes.MIN_BLOCK);
    now.set(now.get().plus(HdIndexes.HOLD_TIME));
    assertThat(index(node(), wallet)).isEqualTo(1);
  }

  @Test
  void aQuietShopUsesItsIndexesOneAfterTheOther() {
    var wallet = generate(organization, Mode.TEST, "evm");
    for (long expected = 0; expected < 12; expected++) {
      assertThat(index(wallets, wallet)).isEqualTo(expected);
      now.set(now.get().plus(HdIndexes.HOLD_TIME));
    }
  }

  @Test
  void aBlockGrowsWhileItIsUsedUpQuicklyAndThenNoMore() {
    var wallet = generate(organization, Mode.TEST, "evm");
    for (int i = 0; i < 5000; i++) index(wallets, wallet);
    assertThat(held(wallet)).isEqualTo(HdIndexes.MAX_BLOCK);
    wallets.giveBackIndexes();
    assertThat(index(node(), wallet)).isEqualTo(5000);
    assertThat(held(wallet)).isEqualTo(HdIndexes.MIN_BLOCK);
  }

  private long held(Wallet wallet) {
    return db.tx(
        tx ->
            tx.only(
                """
                SELECT until_index - from_index AS size FROM hd_block
                WHERE wallet_id = ? AND free_at > ? ORDER BY from_index DESC LIMIT 1
                """,
                row -> row.number("size"),
                wallet.id(),
                now.get()));
  }

  /// Its transaction outlived the time for which the server held the index.
  @Test
  void anIndexThatCameToBeUsedTwiceIsUsedOnce() {
    var wallet = generate(organization, Mode.TEST, "evm");
    var tries = new ArrayList<Long>();
    db.run(
        tx -> {
          tries.add(wallets.derive(tx, wallet, NOW).hdIndex().orElseThrow());
          if (tries.size() > 1) return;
          now.set(now.get().plus(HdIndexes.HOLD_TIME));
          assertThat(index(node(), wallet)).isZero();
          now.set(NOW);
        });
    assertThat(tries).containsExactly(0L, 1L);
  }

  private long index(Wallets wallets, Wallet wallet) {
    return derive(wallets, wallet).hdIndex().orElseThrow();
  }

  private Wallets node() {
    return new Wallets(aside, vault, FORMATS, now::get);
  }

  @Test
  void aWalletEndsWhereBip32Does() {
    var wallet = generate(organization, Mode.TEST, "tron");
    setNext(wallet, 2147483648L - 10);
    for (int i = 0; i < 10; i++) derive(wallets, wallet);
    assertThatThrownBy(() -> derive(wallets, wallet)).hasMessageContaining("no index left");
  }

  @Test
  void severalNodesNeverGiveOnePlaceTwice() throws Exception {
    var wallet = generate(organization, Mode.TEST, "evm");
    setNext(wallet, 5);
    var nodes = List.of(node(), node(), node());
    var all = new ArrayList<Future<List<Watched>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // More threads than connections, each holding one while it derives.
      for (int thread = 0; thread < 12; thread++) {
        var node = nodes.get(thread % nodes.size());
        all.add(threads.submit(() -> deriveMany(node, wallet)));
      }
    }
    var places = new ArrayList<Long>();
    var derived = new HashSet<Address>();
    for (var future : all) {
      for (var watched : future.get()) {
        places.add(watched.hdIndex().orElseThrow());
        derived.add(watched.address());
      }
    }
    assertThat(places).hasSize(12 * 300).doesNotHaveDuplicates();
    assertThat(derived).hasSize(12 * 300);
    assertThat(places.stream().filter(place -> place >= 5 + 12 * 300 + 3 * 1000)).isEmpty();
  }

  @Test
  void findsAddressesForTheChainTheyBelongTo() {
    var test = generate(organization, Mode.TEST, "evm");
    var mine = derive(wallets, test);
    long other = TestOrganization.insert(db);
    var theirs = derive(wallets, generate(other, Mode.TEST, "evm"));
    var both = List.of(mine.address(), theirs.address(), Address.of(new byte[20]));
    assertThat(find(chain(Mode.TEST, Optional.empty()), both)).containsExactly(mine, theirs);
    assertThat(find(chain(Mode.TEST, Optional.of(organization)), both)).containsExactly(mine);
    assertThat(find(chain(Mode.LIVE, Optional.empty()), both)).isEmpty();
    assertThat(find(chain(Mode.TEST, Optional.empty()), List.of())).isEmpty();
    assertThat(db.<Optional<Watched>>tx(tx -> addresses.find(tx, mine.id()))).contains(mine);
  }

  private List<Watched> find(Chain chain, List<Address> some) {
    return db.tx(tx -> addresses.find(tx, chain, some));
  }

  private static Chain chain(Mode mode, Optional<Long> organization) {
    var chain = AddressSamples.chain("evm", "1", mode);
    return new Chain(1, "evm", "evm", "evm", mode, organization, chain.spec());
  }

  private static List<Watched> deriveMany(Wallets node, Wallet wallet) {
    var some = new ArrayList<Watched>();
    for (int i = 0; i < 300; i++) some.add(derive(node, wallet));
    return some;
  }

  private static Watched derive(Wallets wallets, Wallet wallet) {
    return db.tx(tx -> wallets.derive(tx, wallet, NOW));
  }

  private Wallet watch(long organizationId, Mode mode, String family, String account) {
    return db.tx(
        tx -> wallets.watch(tx, organizationId, mode, family, Field.Admin.XPUB, account, NOW));
  }

  private Wallet generate(long organizationId, Mode mode, String family) {
    return db.tx(tx -> wallets.generate(tx, organizationId, mode, family, 24, NOW));
  }

  private static void setNext(Wallet wallet, long index) {
    db.run(tx -> tx.update("UPDATE wallet SET next_index = ? WHERE id = ?", index, wallet.id()));
  }

  private static Rejection refusal(ThrowingCallable command) {
    try {
      command.call();
    } catch (Rejection.Refused refused) {
      return refused.rejection();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("it was not refused");
  }
}
