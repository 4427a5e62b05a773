package coffer.api.coinvoice;

import coffer.api.ApiServices;
import coffer.api.Dialect;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Project;
import coffer.http.PathAliases.Root;
import coffer.webhook.WebhookFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The CoinVoice API.
public record CoinVoiceDialect() implements Dialect {
  @Override
  public String name() {
    return CoinVoiceApi.DIALECT;
  }

  @Override
  public String title() {
    return "CoinVoice";
  }

  @Override
  public Optional<KeyShape> keyShape(ApiKey.Kind kind, Optional<Mode> mode) {
    return switch (kind) {
      case PROJECT -> Optional.of(KeyShape.hex("a7a5_", 40));
      case ACCOUNT, PUBLISHABLE, PARTNER -> Optional.empty();
    };
  }

  @Override
  public List<Root> roots() {
    return List.of(Root.keyed("/api", CoinVoiceProtocol.KEY, CoinVoiceApi.PREFIX));
  }

  @Override
  public CoinVoiceApi frontEnd(ApiServices services) {
    return new CoinVoiceApi(services);
  }

  @Override
  public WebhookFormat webhookFormat(Function<UUID, String> code, String publicUrl) {
    return new CoinVoiceWebhook();
  }

  @Override
  public ClientSetup clientSetup(Project project) {
    return new ClientSetup(
        CoinVoiceApi.PREFIX,
        CoinVoiceProtocol.KEY + ": %s",
        Map.of("api_key", ApiKey.Kind.PROJECT),
        Map.of());
  }
}
