package coffer.chain.evm;

import coffer.core.chain.Address;
import coffer.core.wallet.AddressFilter;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// A transfer as a node returned it, packed into 104 bytes while the response is parsed. Nearly all
/// transfers do not involve our addresses: further objects are only created for those that do.
final class RawTransfer {
  // Offsets of the parts: an id of 32 bytes, two addresses of 20, a number of 32.
  private static final int TXID = 0;
  private static final int FROM = 32;
  private static final int TO = 52;
  private static final int UNITS = 72;
  private static final int END = 104;

  private final byte[] bytes;
  private final boolean toNobody;

  private RawTransfer(byte[] bytes, boolean toNobody) {
    this.bytes = bytes;
    this.toNobody = toNobody;
  }

  String txid() {
    return EvmHex.text(Arrays.copyOfRange(bytes, TXID, FROM));
  }

  Address from() {
    return Address.of(Arrays.copyOfRange(bytes, FROM, TO));
  }

  /// Null if the transaction creates a contract.
  @Nullable Address to() {
    return toNobody ? null : Address.of(Arrays.copyOfRange(bytes, TO, UNITS));
  }

  /// May be zero.
  BigInteger units() {
    return new BigInteger(1, bytes, UNITS, END - UNITS);
  }

  boolean isFrom(AddressFilter addresses) {
    return addresses.mayContain(Address.hash64(bytes, FROM, TO - FROM));
  }

  boolean touches(AddressFilter addresses) {
    return isFrom(addresses)
        || (!toNobody && addresses.mayContain(Address.hash64(bytes, TO, UNITS - TO)));
  }

  /// Collects the parts of a transfer, in any order; reusable after [#clear].
  static final class Parts {
    private final byte[] bytes = new byte[END];
    private boolean txid;
    private boolean from;
    private boolean to;
    private boolean toNobody;
    private boolean units;

    void clear() {
      txid = from = to = toNobody = units = false;
    }

    void txid(JsonParser json) {
      EvmJsonValues.last(json, 66, bytes, TXID, FROM);
      txid = true;
    }

    /// @param length of the text: a topic is longer than an address
    void from(JsonParser json, int length) {
      EvmJsonValues.last(json, length, bytes, FROM, TO);
      from = true;
    }

    void to(JsonParser json, int length) {
      EvmJsonValues.last(json, length, bytes, TO, UNITS);
      to = true;
    }

    void toNobody() {
      to = toNobody = true;
    }

    void units(JsonParser json) {
      EvmJsonValues.number(json, bytes, UNITS, END);
      units = true;
    }

    /// @throws IllegalArgumentException if a part is missing
    RawTransfer move() {
      if (!txid || !from || !to || !units) {
        throw new IllegalArgumentException("a move without its id, parties or amount");
      }
      return new RawTransfer(bytes.clone(), toNobody);
    }
  }
}
