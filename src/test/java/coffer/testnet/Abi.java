package coffer.testnet;

import com.esaulpaugh.headlong.abi.Address;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Calls as a contract reads them. An address is a string, a uint256 a [BigInteger], a uint8 an
/// int, an array a list.
final class Abi {
  private Abi() {}

  static String call(String signature, Object... args) {
    return hex(Function.parse(signature).encodeCallWithArgs(values(args)));
  }

  /// @param types `(string,string,uint8)`
  static String arguments(String types, Object... args) {
    var tuple = com.esaulpaugh.headlong.abi.Tuple.from(values(args));
    return hex(TupleType.<com.esaulpaugh.headlong.abi.Tuple>parse(types).encode(tuple));
  }

  private static Object[] values(Object... args) {
    return Arrays.stream(args).map(Abi::value).toArray();
  }

  private static Object value(Object arg) {
    return switch (arg) {
      case String text when text.matches("0x[0-9a-fA-F]{40}") -> address(text);
      case List<?> list when list.getFirst() instanceof String ->
          list.stream().map(item -> address((String) item)).toArray(Address[]::new);
      case List<?> list -> list.toArray(BigInteger[]::new);
      default -> arg;
    };
  }

  private static Address address(String text) {
    return Address.wrap(Address.toChecksumAddress(text));
  }

  private static String hex(ByteBuffer bytes) {
    return HexFormat.of().formatHex(bytes.array());
  }
}
