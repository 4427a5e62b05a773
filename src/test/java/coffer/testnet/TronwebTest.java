package coffer.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.tron.TronAddresses;
import coffer.core.chain.Address;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// tronweb builds, signs, sends and reads on the double as it does on TRON, and agrees on
/// addresses, transaction ids and signatures.
class TronwebTest {
  private static final String TO = "00000000000000000000000000000000000a11ce";
  private static final JsonMapper JSON = new JsonMapper();

  private final TronChain chain = TronChain.start(Instant.parse("2026-11-20T10:00:00Z"), 3);
  @AutoClose private final TronNode node = TronNode.before(chain);
  private final String token = chain.deployToken("USDT", 6);

  @Test
  void whatTronwebSendsIsTakenAndReadBack() {
    var rich = chain.rich();
    chain.mine(5);
    var sent = ask("send");
    assertThat(sent.get("me").asString()).isEqualTo("41" + rich.account());
    var results = sent.get("answer").valueStream().toList();
    assertThat(results.stream().map(r -> r.get("what").asString() + " " + r.get("result")))
        .containsExactly("coin true", "hex true", "token true", "again false", "forged false");
    assertThat(results.get(3).get("code").asString()).isEqualTo("DUP_TRANSACTION_ERROR");
    assertThat(results.get(4).get("code").asString()).isEqualTo("SIGERROR");
    for (var each : results.subList(0, 4)) {
      assertThat(each.get("intact").asBoolean()).isTrue();
      assertThat(each.get("signer").asString()).isEqualTo(TronKey.base58(rich.account()));
      assertThat(each.get("told")).as("our id is tronweb's").isEqualTo(each.get("txid"));
    }

    chain.mine(1);
    assertThat(chain.balance(TO)).isEqualTo(4_000_000);
    assertThat(chain.balance(token, TO)).isEqualTo(7_000_000);
    chain.mine(2);
    var own = chain.pay(rich, TO, 9);
    chain.mine(3);
    var txids =
        Stream.concat(results.stream().limit(3).map(r -> r.get("txid").asString()), Stream.of(own));
    var read = ask("read", txids.toArray(String[]::new)).get("answer");
    assertThat(read.get("balance").asLong()).isEqualTo(4_000_009);
    assertThat(read.get("tokens").asLong()).isEqualTo(7_000_000);
    assertThat(read.get("head").asLong()).isEqualTo(chain.height());
    assertThat(read.get("solid").asLong()).isEqualTo(chain.solidified());
    assertThat(read.get("byId").asBoolean()).isTrue();
    assertThat(read.get("range").asInt()).isEqualTo(3);
    var transactions = read.get("transactions").valueStream().toList();
    assertThat(transactions).hasSize(4);
    for (var each : transactions) {
      assertThat(each.get("intact").asBoolean()).isTrue();
      assertThat(each.get("signer").asString()).isEqualTo(TronKey.base58(rich.account()));
      assertThat(each.get("contractRet").asString()).isEqualTo("SUCCESS");
      assertThat(each.get("id")).isEqualTo(each.get("txid"));
    }
    assertThat(transactions.get(2).get("result").asString()).isEqualTo("SUCCESS");
    assertThat(transactions.get(2).get("logs").asInt()).isEqualTo(1);
    assertThat(transactions.get(0).get("result").asString()).as("of a transfer").isEmpty();
  }

  private JsonNode ask(String mode, String... more) {
    var common =
        List.of(
            mode, node.url(), chain.rich().secretHex(), TronKey.base58(token), TronKey.base58(TO));
    return JSON.readTree(
        Tronweb.run(Stream.concat(common.stream(), Stream.of(more)).toArray(String[]::new)));
  }

  @Test
  void addressesAreWrittenAsTronwebWritesThem() {
    var random = new Random(11);
    var accounts =
        Stream.generate(
                () -> {
                  var bytes = new byte[20];
                  random.nextBytes(bytes);
                  return bytes;
                })
            .limit(50)
            .toList();
    var hex = accounts.stream().map(b -> "41" + HexFormat.of().formatHex(b)).toArray(String[]::new);
    var arguments = Stream.concat(Stream.of("addresses"), Stream.of(hex)).toArray(String[]::new);
    var format = new TronAddresses();
    var chain = coffer.chain.AddressSamples.chain("tron", "1", coffer.core.chain.Mode.TEST);
    var ours =
        accounts.stream()
            .map(Address::of)
            .map(address -> "41" + address + " " + format.text(address, chain));
    var theirs = Tronweb.run(arguments).lines().toList();
    assertThat(ours).containsExactlyElementsOf(theirs);
    for (var line : theirs) {
      var both = line.split(" ");
      assertThat(format.parse(both[1], chain)).isEqualTo(format.parse(both[0], chain)).isPresent();
    }
  }
}
