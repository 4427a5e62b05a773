package coffer.chain.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.chain.Address;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Addresses in bare hex, for tests that do not look at their spelling.
public record PlainAddresses(String family) implements AddressFormat {
  @Override
  public String accountPath(Mode mode) {
    return "m";
  }

  @Override
  public Address derive(String account, long index) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest((account + index).getBytes(UTF_8));
      return Address.of(Arrays.copyOf(hash, 20));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Optional<String> refuseAccount(String account, Mode mode) {
    return Optional.empty();
  }

  @Override
  public String text(Address address, Chain chain) {
    return address.toString();
  }

  @Override
  public Optional<Address> parse(String text, Chain chain) {
    return Optional.of(Address.of(HexFormat.of().parseHex(text)));
  }

  @Override
  public String paymentUri(Address to, Asset asset, Chain chain, Optional<BigInteger> units) {
    return text(to, chain);
  }
}
