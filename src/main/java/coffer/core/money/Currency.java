package coffer.core.money;

/// The currency of an amount: an asset on a chain, or a [Denomination].
public interface Currency {
  /// The usual short code: `USDT`, `EUR`.
  String code();

  /// The number of decimal digits of one whole unit.
  int decimals();
}
