package coffer.chain.bitcoin;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/// The reader of raw blocks alone, for the benchmark's limit: it stands in the reader's package.
public final class BitcoinParsing {
  private BitcoinParsing() {}

  /// @param answer to `getblock hash 0`
  /// @return how many outputs there are
  public static long outputs(byte[] answer) throws IOException {
    var in = new ByteArrayInputStream(answer);
    var block = BitcoinRawBlock.read(HexResponse.read(in, answer.length, 4_000_000));
    var outputs = new long[1];
    for (int i = 0; i < block.size(); i++) {
      block.transaction(i).outputs((_, _, _, _) -> outputs[0]++);
    }
    return outputs[0];
  }
}
