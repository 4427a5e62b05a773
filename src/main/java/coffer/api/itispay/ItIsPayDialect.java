package coffer.api.itispay;

import coffer.api.ApiServices;
import coffer.api.Dialect;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.http.PathAliases.Root;
import coffer.operator.TomlTable;
import coffer.webhook.WebhookFormat;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The ItIsPay API.
public record ItIsPayDialect(Settings settings) implements Dialect {
  static final KeyShape KEY = KeyShape.hex("", 64);

  /// The operator's settings.
  ///
  /// @param currenciesAsArray whether the list of currencies is a bare array instead of an object
  /// @param allowedErrorPercent default for invoices without `allowed_error_percent`, 0 to 100
  /// @param simulateWithoutKey whether simulating payments of test invoices needs no key
  public record Settings(
      boolean currenciesAsArray, int allowedErrorPercent, boolean simulateWithoutKey) {}

  /// @param section `[itispay]` of the configuration
  public static ItIsPayDialect read(TomlTable section) {
    var settings =
        new Settings(
            !section.has("currencies")
                || section.oneOf("currencies", "object", "array").equals("array"),
            section.integer("allowed_error_percent", 0, 100, 1),
            section.flag("simulate_without_key", false));
    section.end();
    return new ItIsPayDialect(settings);
  }

  @Override
  public String name() {
    return ItIsPayApi.DIALECT;
  }

  @Override
  public Map<String, String> configuration() {
    return Map.of(
        "currencies",
        settings.currenciesAsArray() ? "array" : "object",
        "allowed_error_percent",
        String.valueOf(settings.allowedErrorPercent()),
        "simulate_without_key",
        String.valueOf(settings.simulateWithoutKey()));
  }

  @Override
  public String title() {
    return "ItIsPay";
  }

  @Override
  public Optional<KeyShape> keyShape(ApiKey.Kind kind, Optional<Mode> mode) {
    return switch (kind) {
      case ACCOUNT, PROJECT -> Optional.of(KEY);
      case PUBLISHABLE, PARTNER -> Optional.empty();
    };
  }

  @Override
  public List<Root> roots() {
    return List.of(
        Root.keyed("/api", ItIsPayProtocol.KEY, ItIsPayApi.PREFIX),
        Root.open("/api/v1/currencies", ItIsPayApi.PREFIX),
        Root.open("/api/v1/rates", ItIsPayApi.PREFIX),
        Root.open("/api/v1/webhooks/simulate", ItIsPayApi.PREFIX));
  }

  @Override
  public ItIsPayApi frontEnd(ApiServices services) {
    return new ItIsPayApi(services, settings);
  }

  @Override
  public WebhookFormat webhookFormat(Function<UUID, String> code, String publicUrl) {
    return new ItIsPayWebhook();
  }

  @Override
  public void sweep(Tx tx, Instant now) {
    RunningSimulations.sweep(tx, now);
  }

  @Override
  public ClientSetup clientSetup(Project project) {
    return new ClientSetup(
        ItIsPayApi.ROOT,
        ItIsPayProtocol.KEY + ": %s",
        Map.of("project_key", ApiKey.Kind.PROJECT, "account_key", ApiKey.Kind.ACCOUNT),
        Map.of());
  }
}
