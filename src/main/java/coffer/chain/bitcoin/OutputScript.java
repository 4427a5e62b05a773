package coffer.chain.bitcoin;

import fr.acinq.bitcoin.Base58Check;
import fr.acinq.bitcoin.Bech32;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Output scripts that have an address: P2PKH and P2SH in Base58Check, witness programs in bech32
/// (version 0, BIP-173) or bech32m (later versions, BIP-350).
final class OutputScript {
  private static final byte[] PKH_HEAD = HexFormat.of().parseHex("76a914");
  private static final byte[] PKH_TAIL = HexFormat.of().parseHex("88ac");
  private static final byte[] SH_HEAD = HexFormat.of().parseHex("a914");
  private static final byte[] SH_TAIL = HexFormat.of().parseHex("87");
  private static final int HASH = 20;
  private static final int OP_1 = 0x51;
  private static final int MAX_TEXT_LENGTH = 90;

  /// The first byte of Base58Check addresses; all test networks share the same values.
  private record Prefixes(byte pkh, byte sh) {
    static Prefixes of(String hrp) {
      return hrp.equals("bc")
          ? new Prefixes((byte) 0, (byte) 5)
          : new Prefixes((byte) 111, (byte) 196);
    }
  }

  private OutputScript() {}

  static byte[] witness(int version, byte[] program) {
    var script = new byte[program.length + 2];
    script[0] = (byte) (version == 0 ? 0 : OP_1 + version - 1);
    script[1] = (byte) program.length;
    System.arraycopy(program, 0, script, 2, program.length);
    return script;
  }

  /// @param hrp `bc`, `tb` or `bcrt`
  static Optional<String> text(byte[] script, String hrp) {
    var prefixes = Prefixes.of(hrp);
    if (wraps(script, PKH_HEAD, PKH_TAIL)) {
      return Optional.of(Base58Check.encode(prefixes.pkh, hash(script, PKH_HEAD)));
    }
    if (wraps(script, SH_HEAD, SH_TAIL)) {
      return Optional.of(Base58Check.encode(prefixes.sh, hash(script, SH_HEAD)));
    }
    int version = witnessVersion(script);
    if (version < 0) return Optional.empty();
    var program = Arrays.copyOfRange(script, 2, script.length);
    return Optional.of(Bech32.encodeWitnessAddress(hrp, (byte) version, program));
  }

  static Optional<byte[]> parse(String text, String hrp) {
    if (text.isEmpty() || text.length() > MAX_TEXT_LENGTH) return Optional.empty();
    try {
      boolean bech32 = text.regionMatches(true, 0, hrp + "1", 0, hrp.length() + 1);
      return bech32 ? parseWitness(text, hrp) : parseBase58(text, Prefixes.of(hrp));
    } catch (RuntimeException _) {
      return Optional.empty(); // the decoders throw various exceptions for an invalid address
    }
  }

  private static Optional<byte[]> parseWitness(String text, String hrp) {
    var decoded = Bech32.decodeWitnessAddress(text);
    if (!decoded.getFirst().equals(hrp)) return Optional.empty();
    var script = witness(decoded.getSecond(), decoded.getThird());
    return witnessVersion(script) < 0 ? Optional.empty() : Optional.of(script);
  }

  private static Optional<byte[]> parseBase58(String text, Prefixes prefixes) {
    var decoded = Base58Check.decode(text);
    if (decoded.getSecond().length != HASH) return Optional.empty();
    byte prefix = decoded.getFirst();
    if (prefix == prefixes.pkh) return Optional.of(wrap(PKH_HEAD, decoded.getSecond(), PKH_TAIL));
    if (prefix == prefixes.sh) return Optional.of(wrap(SH_HEAD, decoded.getSecond(), SH_TAIL));
    return Optional.empty();
  }

  /// 0 to 16, or -1 if it is not a witness program that has an address.
  private static int witnessVersion(byte[] script) {
    if (script.length < 4 || script.length > 42 || script[1] != script.length - 2) return -1;
    if (script[0] == 0) return script.length == 22 || script.length == 34 ? 0 : -1;
    int version = script[0] - OP_1 + 1;
    return version >= 1 && version <= 16 ? version : -1;
  }

  private static boolean wraps(byte[] script, byte[] head, byte[] tail) {
    return script.length == head.length + HASH + tail.length
        && Arrays.equals(script, 0, head.length, head, 0, head.length)
        && Arrays.equals(script, script.length - tail.length, script.length, tail, 0, tail.length);
  }

  private static byte[] hash(byte[] script, byte[] head) {
    return Arrays.copyOfRange(script, head.length, head.length + HASH);
  }

  private static byte[] wrap(byte[] head, byte[] hash, byte[] tail) {
    var script = Arrays.copyOf(head, head.length + HASH + tail.length);
    System.arraycopy(hash, 0, script, head.length, HASH);
    System.arraycopy(tail, 0, script, head.length + HASH, tail.length);
    return script;
  }
}
