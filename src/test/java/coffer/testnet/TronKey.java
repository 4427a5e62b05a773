package coffer.testnet;

import fr.acinq.bitcoin.Base58Check;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.ByteVector64;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// A key pair of TRON's: its address, its signatures, and how addresses are written.
public record TronKey(PrivateKey secret) {
  private static final byte PREFIX = 0x41;

  /// A key that is the same each time.
  public static TronKey of(String seed) {
    return new TronKey(
        new PrivateKey(sha256(seed.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  public String secretHex() {
    return HexFormat.of().formatHex(secret.value.toByteArray());
  }

  /// 20 bytes in hex, without the 41.
  public String account() {
    return HexFormat.of().formatHex(account(secret.publicKey()));
  }

  byte[] address() {
    return prefixed(account());
  }

  private static byte[] account(PublicKey key) {
    return Arrays.copyOfRange(keccak(key.toUncompressedBin(), 1, 64), 12, 32);
  }

  static byte[] keccak(byte[] input, int offset, int length) {
    var digest = new KeccakDigest(256);
    digest.update(input, offset, length);
    var hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }

  static byte[] sha256(byte[] input) {
    return Crypto.sha256(input);
  }

  /// r, s and which of the possible keys it was: 65 bytes.
  byte[] sign(byte[] hash) {
    var signature = Crypto.sign(hash, secret);
    for (byte v = 0; v < 4; v++) {
      if (Crypto.recoverPublicKey(signature, hash, v).equals(secret.publicKey())) {
        var bytes = Arrays.copyOf(signature.toByteArray(), 65);
        bytes[64] = v;
        return bytes;
      }
    }
    throw new IllegalStateException("a signature of nobody");
  }

  /// Whose signature it is, as 20 bytes in hex.
  static Optional<String> signer(byte[] signature, byte[] hash) {
    if (signature.length != 65) return Optional.empty();
    var v = signature[64] >= 27 ? signature[64] - 27 : signature[64];
    try {
      var compact = new ByteVector64(Arrays.copyOf(signature, 64));
      var key = Crypto.recoverPublicKey(compact, new ByteVector32(hash).toByteArray(), v);
      return Optional.of(HexFormat.of().formatHex(account(key)));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  // Addresses

  /// 41 and the 20 bytes that 40 hex digits spell.
  static byte[] prefixed(String account) {
    return HexFormat.of().parseHex("41" + account);
  }

  /// @param address 41 and 20 bytes
  static String text(byte[] address, boolean visible) {
    return visible
        ? Base58Check.encode(PREFIX, Arrays.copyOfRange(address, 1, address.length))
        : HexFormat.of().formatHex(address);
  }

  public static String base58(String account) {
    return text(prefixed(account), true);
  }

  static byte[] bytes(String text, boolean visible) {
    if (!visible) return HexFormat.of().parseHex(text);
    var decoded = Base58Check.decode(text);
    if (decoded.getFirst() != PREFIX) throw new IllegalArgumentException("not of TRON");
    return prefixed(HexFormat.of().formatHex(decoded.getSecond()));
  }
}
