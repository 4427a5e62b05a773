package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.invoice.InvoiceView.AssetView;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// The id of the address on which an order waits for one asset. It is made from both, and not
/// stored: with the same asset it gives the order's id back.
final class PayInAddressId {
  // The bits of a UUID that are not its version and variant.
  private static final long HIGH = 0xffffffffffff0fffL;
  private static final long LOW = 0x3fffffffffffffffL;

  private PayInAddressId() {}

  static UUID of(UUID order, AssetView asset) {
    return of(order, asset.code(), asset.network());
  }

  static UUID of(UUID order, String code, String network) {
    var mask = mask(code + "@" + network);
    return new UUID(
        order.getMostSignificantBits() ^ (mask.getLong() & HIGH),
        order.getLeastSignificantBits() ^ (mask.getLong() & LOW));
  }

  /// The order whose address has this id, if the address is for that asset.
  static UUID order(UUID address, String code, String network) {
    return of(address, code, network);
  }

  private static ByteBuffer mask(String asset) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(asset.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
