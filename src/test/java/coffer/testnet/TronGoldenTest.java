package coffer.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.testnet.TronContract.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The double against what real nodes answered, as the documentation and public fixtures have it
/// (src/test/resources/tron).
class TronGoldenTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SOMEBODY = "00000000000000000000000000000000000a11ce";

  private final TronChain chain = TronChain.start(Instant.parse("2026-11-20T10:00:00Z"));

  private static JsonNode golden(String name) {
    try (var in = TronGoldenTest.class.getResourceAsStream("/tron/" + name + ".json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "createtransaction, ''",
    "triggersmartcontract, /transaction",
    "triggerconstantcontract, /transaction",
    "gettransactionbyid, ''",
    "gettransactionbyid_small, ''"
  })
  void realTransactionsAreEncodedToTheLastByte(String name, String at) {
    var real = golden(name).at(at);
    var read = TronTransaction.read(real, false);
    assertThat(HexFormat.of().formatHex(read.raw())).isEqualTo(real.get("raw_data_hex").asString());
    assertThat(read.txid()).isEqualTo(real.get("txID").asString());
    var decoded = TronTransaction.decode(read.encoded(0));
    assertThat(decoded.txid()).isEqualTo(read.txid());
    var written = JSON.readTree(new TronJson(false, false).transaction(decoded).toString());
    assertThat(written.get("raw_data")).isEqualTo(real.get("raw_data"));
    assertThat(TronTransaction.read(new TronJson(true, false).transaction(decoded), true).txid())
        .isEqualTo(read.txid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gettransactionbyid", "gettransactionbyid_small"})
  void realSignaturesAreOfTheOwner(String name) {
    var read = TronTransaction.read(golden(name), false);
    assertThat(TronKey.signer(read.signatures().getFirst(), read.hash()))
        .contains(read.contract().account("owner_address"));
  }

  /// What the double answers has no member that real answers do not have, and each is of the same
  /// kind.
  @Test
  void answersHaveTheShapeOfRealOnes() {
    var token = chain.deployToken("USDT", 6);
    var payer = TronKey.of("payer");
    chain.pay(chain.rich(), payer.account(), 1_000_000_000);
    chain.mine(1);
    for (int i = 0; i < 3; i++) chain.pay(chain.rich(), SOMEBODY, 5 + i);
    chain.transfer(chain.rich(), token, SOMEBODY, BigInteger.TEN);
    chain.transfer(payer, token, SOMEBODY, BigInteger.TEN);
    chain.mine(1);
    var json = new TronJson(false, false);
    var block = chain.head();
    sameShape(json.block(block, false), golden("getblock"), Set.of());
    var mined = block.transactions();
    assertThat(mined).hasSize(5);
    for (var each : mined) {
      var transfer = each.transaction().contract().type() == Type.TransferContract;
      var like = transfer ? golden("gettransactionbyid") : call();
      sameShape(json.transaction(each), like, Set.of());
      var info = json.info(block, each);
      sameShape(
          info,
          transfer
              ? golden("gettransactioninfobyblocknum").get(0)
              : golden("gettransactioninfobyid"),
          Set.of("/packingFee", "/receipt/net_usage", "/result", "/resMessage"));
      assertThat(info.at("/receipt").has("result")).isEqualTo(!transfer);
      assertThat(info.has("contract_address")).isEqualTo(!transfer);
    }
    var failed = json.info(block, mined.getLast());
    assertThat(failed.at("/receipt/result").asString()).isEqualTo("REVERT");
    assertThat(failed.get("result").asString()).isEqualTo("FAILED");
    assertThat(failed.has("log")).isFalse();
  }

  /// As `gettransactionbyid` tells a call.
  private static JsonNode call() {
    var call = golden("triggersmartcontract").get("transaction");
    var known = golden("gettransactionbyid");
    ((tools.jackson.databind.node.ObjectNode) call)
        .setAll((tools.jackson.databind.node.ObjectNode) known.deepCopy())
        .set("raw_data", golden("triggersmartcontract").at("/transaction/raw_data"));
    return call;
  }

  private static void sameShape(JsonNode ours, JsonNode real, Set<String> more) {
    var differences = new ArrayList<String>();
    compare("", ours, real, more, differences);
    assertThat(differences).isEmpty();
  }

  private static void compare(
      String path, JsonNode ours, JsonNode real, Set<String> more, List<String> into) {
    if (!ours.getNodeType().equals(real.getNodeType())) into.add(path + " is another kind");
    if (ours.isArray() && !real.isEmpty()) {
      for (var each : ours) compare(path + "[]", each, real.get(0), more, into);
    }
    for (var entry : ours.properties()) {
      var at = path + "/" + entry.getKey();
      var like = real.get(entry.getKey());
      if (like != null) compare(at, entry.getValue(), like, more, into);
      else if (!more.contains(at)) into.add(at + " is not told");
    }
    var hash = ours.isString() && ours.asString().matches("[0-9a-f]{64}");
    hash &= !path.startsWith("/contractResult");
    if (hash && !real.asString().matches("[0-9a-f]{64}")) into.add(path + " is no hash");
  }

  @Test
  void whatIsZeroIsLeftOut() {
    var first = new TronJson(false, false).block(chain.head(), true);
    assertThat(first.at("/block_header/raw_data").has("number")).isFalse();
    assertThat(first.at("/block_header/raw_data").has("timestamp")).isFalse();
    assertThat(first.has("transactions")).isFalse();
    chain.mine(1);
    var empty = new TronJson(false, false).block(chain.head(), true);
    assertThat(empty.has("transactions")).isFalse();
    assertThat(empty.at("/block_header/raw_data/number").asLong()).isEqualTo(1);
    assertThat(empty.at("/block_header/raw_data/txTrieRoot").asString()).isEqualTo("0".repeat(64));
  }

  @Test
  void blockIdsBeginWithTheHeightAndSolidifyBehindEighteenOthers() {
    chain.mine(30);
    assertThat(chain.id(30)).startsWith("000000000000001e");
    assertThat(chain.solidified()).isEqualTo(12);
    chain.skip(20);
    chain.mine(1);
    assertThat(chain.solidified()).as("many missed their slots").isEqualTo(12);
    assertThat(chain.height()).isEqualTo(31);
  }

  @Test
  void whatIsNotInOrderIsNotTaken() {
    chain.mine(1);
    var transfer =
        TronContract.of(
            Type.TransferContract,
            "owner_address",
            chain.rich().address(),
            "to_address",
            TronKey.prefixed(SOMEBODY),
            "amount",
            5L);
    var good = chain.build(transfer, 0);
    assertThat(chain.broadcast(good.signed(TronKey.of("another"))))
        .hasValueSatisfying(code -> assertThat(code).startsWith("SIGERROR"));
    assertThat(chain.broadcast(good)).isPresent();
    var body = good.body();
    var elsewhere =
        TronTransaction.of(
            new TronTransaction.Body(
                body.refBlockBytes(),
                new byte[8],
                body.expiration(),
                body.data(),
                body.contracts(),
                body.timestamp(),
                0),
            List.of());
    assertThat(chain.broadcast(elsewhere.signed(chain.rich())).orElseThrow())
        .startsWith("TAPOS_ERROR");
    assertThat(chain.broadcast(good.signed(chain.rich()))).isEqualTo(Optional.empty());
    assertThat(chain.broadcast(good.signed(chain.rich())).orElseThrow())
        .startsWith("DUP_TRANSACTION_ERROR");
    chain.skip(30);
    chain.mine(1);
    var late = chain.build(transfer, 0).signed(chain.rich());
    chain.skip(30);
    chain.mine(1);
    assertThat(chain.broadcast(late).orElseThrow()).startsWith("TRANSACTION_EXPIRATION_ERROR");
  }
}
