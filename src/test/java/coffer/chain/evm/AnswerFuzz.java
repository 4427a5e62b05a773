package coffer.chain.evm;

import coffer.chain.SourceException;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What a node answers: the first byte says to which question. [EvmRpc] turns what may be thrown
/// here into a [SourceException], so that another endpoint is asked.
public final class AnswerFuzz {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final EvmPinnedAssets PINNED =
      new EvmPinnedAssets(
          List.of(EvmWorld.token(2, "USDT", "0xdAC17F958D2ee523a2206206994597C13D831ec7", 6)),
          EvmWorld.OFF);
  private static final EvmRawBlock BLOCK =
      block(
          """
          {"hash":"0x%s","parentHash":"0x%s","number":"0x10","timestamp":"0x0","logsBloom":"0x%s",
           "transactions":[{"hash":"0x%s","from":"0x%s","to":null,"value":"0x1"}]}
          """
              .formatted(
                  "ab".repeat(32),
                  "cd".repeat(32),
                  "00".repeat(256),
                  "cd".repeat(32),
                  "00".repeat(20)));
  private static final List<Function<JsonParser, Object>> READERS =
      List.of(
          EvmJsonValues::block,
          json -> new LogReader(PINNED).logs(json),
          json -> new LogReader(PINNED).receipt(json),
          json -> new LogReader(PINNED).receipts(json),
          json -> new TraceReader(BLOCK).callTracer(json),
          EvmJsonValues::quantity,
          EvmJsonValues::number,
          EvmJsonValues::error);

  private AnswerFuzz() {}

  private static EvmRawBlock block(String text) {
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      return EvmJsonValues.block(json);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) return;
    var reader = READERS.get((input[0] & 0xff) % READERS.size());
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), input, 1, input.length - 1)) {
      json.nextToken();
      reader.apply(json);
    } catch (SourceException _) {
      // refused
    } catch (JacksonException | IllegalArgumentException | ArithmeticException _) {
      // refused by Rpc
    }
  }
}
