package coffer.chain.evm;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.chain.SourceException;
import coffer.core.invoice.InvoiceView;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.testnet.Anvil;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two honest endpoints follow two branches, and the first fails at times: what it calls final is
/// not final in the branch of the other.
class EvmTwoBranchesFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final Anvil other = Anvil.startWithQuickFinality();

  @AutoClose
  private final EvmShop shop = new EvmShop(DATABASE, new NativeSource.Blocks(), other.url());

  private InvoiceView invoice;

  @BeforeEach
  void theBranchesPart() {
    invoice = shop.invoice("10", "SIX");
    shop.finalizeBlocks();
    other.rpc("anvil_loadState", shop.anvil.rpc("anvil_dumpState").asString());
    assertThat(other.hash(shop.anvil.height())).isEqualTo(shop.anvil.hash(shop.anvil.height()));
  }

  private void payInTheOtherBranch() {
    other.transfer(
        shop.six, other.account(0), shop.to(invoice), shop.world.units(shop.asset("SIX"), "10"));
  }

  /// It names its head and what is final, and then no block by its height.
  private void theFirstTellsItsHeadAlone() {
    shop.node.answer(
        "eth_getBlockByNumber",
        (params, answer) -> {
          if (!params.get(0).asString().startsWith("0x")) return answer;
          answer.remove("result");
          answer.putObject("error").put("code", -32000).put("message", "busy");
          return answer;
        });
  }

  private void theFirstIsWell() {
    shop.node.heal();
    await()
        .ignoreExceptionsInstanceOf(SourceException.class)
        .until(
            () -> {
              shop.scan();
              return shop.world.view(invoice).payments().stream()
                  .noneMatch(payment -> payment.blockHash().equals(otherHead()));
            });
  }

  private Optional<String> otherHead() {
    return Optional.of(other.hash(other.height()));
  }

  @Test
  void aBlockOfTheOtherBranchIsNotFinalByTheWordOfTheFirst() {
    payInTheOtherBranch();
    shop.anvil.mine(4);
    theFirstTellsItsHeadAlone();
    assertThatThrownBy(shop::scan).isInstanceOf(SourceException.class);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
    theFirstIsWell();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
  }

  @Test
  void whatWasSeenInTheOtherBranchIsNotFinalByTheWordOfTheFirst() {
    payInTheOtherBranch();
    shop.node.refuse("eth_getBlockByNumber", -32000, "busy");
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.node.heal();
    shop.anvil.mine(4);
    other.mine(1);
    theFirstTellsItsHeadAlone();
    await().untilAsserted(() -> assertThatThrownBy(shop::scan).isInstanceOf(SourceException.class));
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
  }

  @Test
  void behindOneAddressTwoNodesMayFollowTwoBranches() {
    payInTheOtherBranch();
    other.mine(1);
    blocksComeFromTheOther("");
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.node.heal();
    shop.anvil.mine(4);
    other.mine(1);
    blocksComeFromTheOther("0x");
    assertThatThrownBy(shop::scan).hasMessageContaining("final, its blocks are of");
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
  }

  /// @param names what begins so names a block that the other node tells
  private void blocksComeFromTheOther(String names) {
    for (var method : List.of("eth_getBlockByNumber", "eth_getBlockReceipts")) {
      shop.node.answer(
          method,
          (params, answer) ->
              params.get(0).asString().startsWith(names)
                  ? answer.set("result", other.rpc(method, params.valueStream().toArray()))
                  : answer);
    }
  }

  @Test
  void whatTheOtherCallsFinalItselfIsFinal() {
    payInTheOtherBranch();
    other.mine(4);
    shop.anvil.mine(1);
    shop.node.down();
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.available("SIX")).isEqualByComparingTo("10");
  }
}
