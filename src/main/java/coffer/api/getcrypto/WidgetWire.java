package coffer.api.getcrypto;

import coffer.core.merchant.Project;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The data that the widget starts with.
///
/// @param successUrl URL for payers after a payment
/// @param failUrl URL for payers who did not pay
/// @param methods by coin, for example `usdt`
/// @param amounts the price in each of these coins
record WidgetWire(
    String projectName,
    Optional<String> successUrl,
    Optional<String> failUrl,
    Map<String, MethodWire> methods,
    Map<String, BigDecimal> amounts) {

  /// @param networks by name, for example `bep20`
  record MethodWire(int id, String label, Map<String, NetworkWire> networks) {
    static MethodWire of(GetCryptoCurrency coin) {
      return new MethodWire(coin.id(), coin.name(), new LinkedHashMap<>());
    }
  }

  record NetworkWire(int id, String label) {
    static NetworkWire of(PaymentMethod method) {
      return new NetworkWire(method.id(), method.networkCode().toUpperCase(Locale.ROOT));
    }
  }

  /// @param offered the available payment methods with the price in their coin
  static WidgetWire of(Project project, SequencedMap<PaymentMethod, BigDecimal> offered) {
    var methods = new LinkedHashMap<String, MethodWire>();
    var amounts = new LinkedHashMap<String, BigDecimal>();
    offered.forEach(
        (method, amount) -> {
          var coin = method.coin();
          var wire = methods.computeIfAbsent(coin.text(), _ -> MethodWire.of(coin));
          wire.networks().put(method.networkCode(), NetworkWire.of(method));
          amounts.putIfAbsent(coin.text(), GetCryptoJson.number(amount));
        });
    return new WidgetWire(
        project.name(),
        project.settings().returnUrl(),
        project.settings().failUrl(),
        methods,
        amounts);
  }
}
