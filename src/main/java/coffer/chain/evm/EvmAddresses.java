package coffer.chain.evm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import coffer.chain.Keccak;
import coffer.chain.KeccakAddresses;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses of 20 bytes, written with the checksum of EIP-55: the case of the letters.
public final class EvmAddresses extends KeccakAddresses {
  private static final Pattern SHAPE = Pattern.compile("0[xX]([0-9a-fA-F]{40})");

  @Override
  public String family() {
    return "evm";
  }

  @Override
  public String accountPath(Mode mode) {
    return "m/44'/60'/0'";
  }

  @Override
  public String text(Address address, Chain chain) {
    return text(address);
  }

  private static String text(Address address) {
    var hex = HexFormat.of().formatHex(address.bytes());
    var hash = HexFormat.of().formatHex(Keccak.hash(hex.getBytes(US_ASCII)));
    var text = new StringBuilder("0x");
    for (int i = 0; i < hex.length(); i++) {
      char digit = hex.charAt(i);
      text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }

  /// Accepts letters of one case, which carry no checksum; mixed case must match the checksum.
  @Override
  public Optional<Address> parse(String text, Chain chain) {
    var shape = SHAPE.matcher(text);
    if (!shape.matches()) return Optional.empty();
    var digits = shape.group(1);
    var address = Address.of(HexFormat.of().parseHex(digits));
    boolean plain =
        digits.equals(digits.toLowerCase(Locale.ROOT))
            || digits.equals(digits.toUpperCase(Locale.ROOT));
    return plain || text(address).endsWith(digits) ? Optional.of(address) : Optional.empty();
  }

  /// An ERC-681 URI.
  @Override
  public String paymentUri(Address to, Asset asset, Chain chain, Optional<BigInteger> units) {
    var id = chain.spec().reference();
    return asset
        .contract()
        .map(
            contract ->
                "ethereum:%s@%s/transfer?address=%s%s"
                    .formatted(contract, id, text(to), units.map(n -> "&uint256=" + n).orElse("")))
        .orElseGet(
            () ->
                "ethereum:%s@%s%s"
                    .formatted(text(to), id, units.map(n -> "?value=" + n).orElse("")));
  }
}
