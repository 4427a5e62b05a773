package coffer.chain.tron;

import coffer.chain.KeccakAddresses;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import fr.acinq.bitcoin.Base58Check;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses of 20 bytes, written in Base58Check with the prefix byte 41, so that they start with a
/// T. Nodes also write 41 and the 20 bytes in hex.
public final class TronAddresses extends KeccakAddresses {
  private static final byte PREFIX = 0x41;
  private static final int LENGTH = 20;
  private static final Pattern HEX = Pattern.compile("41([0-9a-fA-F]{40})");
  private static final Pattern BASE58 = Pattern.compile("T[1-9A-HJ-NP-Za-km-z]{33}");

  @Override
  public String family() {
    return "tron";
  }

  @Override
  public String accountPath(Mode mode) {
    return "m/44'/195'/0'";
  }

  @Override
  public String text(Address address, Chain chain) {
    return Base58Check.encode(PREFIX, address.bytes());
  }

  @Override
  public Optional<Address> parse(String text, Chain chain) {
    var hex = HEX.matcher(text);
    if (hex.matches()) return Optional.of(Address.of(HexFormat.of().parseHex(hex.group(1))));
    if (!BASE58.matcher(text).matches()) return Optional.empty();
    try {
      var decoded = Base58Check.decode(text);
      boolean ours = decoded.getFirst() == PREFIX && decoded.getSecond().length == LENGTH;
      return ours ? Optional.of(Address.of(decoded.getSecond())) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The bare address: TRON wallets support no common URI format.
  @Override
  public String paymentUri(Address to, Asset asset, Chain chain, Optional<BigInteger> units) {
    return text(to, chain);
  }
}
