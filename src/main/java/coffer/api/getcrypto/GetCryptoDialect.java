package coffer.api.getcrypto;

import coffer.api.ApiServices;
import coffer.api.Dialect;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Project;
import coffer.http.PathAliases.Root;
import coffer.http.RateLimiter.Limit;
import coffer.operator.TomlTable;
import coffer.webhook.WebhookFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The GetCrypto API.
///
/// @param perKey the rate limit of each key, reported in response headers; 0 per minute = no limit
///     and no headers
public record GetCryptoDialect(Limit perKey) implements Dialect {
  /// @param section `[getcrypto]` of the configuration
  public static GetCryptoDialect read(TomlTable section) {
    int perMinute = section.integer("per_minute", 0, 1_000_000, 60);
    section.end();
    return new GetCryptoDialect(new Limit(perMinute, Math.max(1, perMinute)));
  }

  @Override
  public String name() {
    return GetCryptoApi.DIALECT;
  }

  @Override
  public Map<String, String> configuration() {
    return Map.of("per_minute", String.valueOf(perKey.perMinute()));
  }

  @Override
  public String title() {
    return "GetCrypto";
  }

  @Override
  public Optional<KeyShape> keyShape(ApiKey.Kind kind, Optional<Mode> mode) {
    return switch (kind) {
      case ACCOUNT, PROJECT -> Optional.of(KeyShape.letters("gc_"));
      case PUBLISHABLE -> Optional.of(KeyShape.letters("gc_pub_"));
      case PARTNER -> Optional.empty();
    };
  }

  @Override
  public boolean calledByPages() {
    return true;
  }

  @Override
  public List<Root> roots() {
    return List.of(Root.open("/v1", GetCryptoApi.PREFIX));
  }

  @Override
  public GetCryptoApi frontEnd(ApiServices services) {
    return new GetCryptoApi(services, perKey);
  }

  @Override
  public WebhookFormat webhookFormat(Function<UUID, String> code, String publicUrl) {
    return new GetCryptoWebhook(code, publicUrl);
  }

  @Override
  public ClientSetup clientSetup(Project project) {
    return new ClientSetup(
        GetCryptoApi.ROOT,
        "Authorization: Bearer %s",
        Map.of("api_key", ApiKey.Kind.PROJECT, "publishable_key", ApiKey.Kind.PUBLISHABLE),
        Map.of("project_id", GetCryptoIds.project(project.code())));
  }
}
