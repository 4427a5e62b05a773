package coffer.core.money;

/// What an amount is counted in: an asset on a chain, or a [Denomination].
public interface Currency {
  /// The short name of the field: `USDT`, `EUR`.
  String code();

  /// How many decimal digits one whole unit is divided into.
  int decimals();
}
