package coffer.api.getcrypto;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the widget offers.
///
/// @param successUrl where a payer goes who paid
/// @param failUrl where a payer goes who did not
/// @param methods by coin: `usdt`
/// @param amounts the price in each of these coins
record WidgetWire(
    String projectName,
    Optional<String> successUrl,
    Optional<String> failUrl,
    Map<String, MethodWire> methods,
    Map<String, BigDecimal> amounts) {

  /// @param networks by name: `bep20`
  record MethodWire(int id, String label, Map<String, NetworkWire> networks) {}

  record NetworkWire(int id, String label) {
    static NetworkWire of(Way way) {
      return new NetworkWire(way.id(), way.word().toUpperCase(Locale.ROOT));
    }
  }
}
