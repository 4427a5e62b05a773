package coffer.api.coffer;

import coffer.api.ApiServices;
import coffer.api.Dialect;
import coffer.core.chain.Mode;
import coffer.core.invoice.NewInvoice;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Project;
import coffer.core.widget.WidgetInvoices;
import coffer.webhook.WebhookFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Coffer's API.
public record CofferDialect() implements Dialect {
  @Override
  public String name() {
    return CofferApi.DIALECT;
  }

  @Override
  public String title() {
    return "Coffer";
  }

  @Override
  public Optional<KeyShape> keyShape(ApiKey.Kind kind, Optional<Mode> mode) {
    return Optional.of(CofferKeys.shape(kind, mode));
  }

  @Override
  public CofferApi frontEnd(ApiServices services) {
    return new CofferApi(services);
  }

  @Override
  public WebhookFormat webhookFormat(Function<UUID, String> code, String publicUrl) {
    return new CofferWebhook(publicUrl);
  }

  @Override
  public Optional<WidgetInvoices.Completion> widgets() {
    return Optional.of(CofferDialect::ofWidget);
  }

  private static NewInvoice ofWidget(
      NewInvoice plain, UUID organization, Optional<String> payerEmail) {
    if (payerEmail.isEmpty()) return plain;
    var meta = new HashMap<>(plain.meta());
    meta.put("payer_email", payerEmail.get());
    return plain.change().meta(Map.copyOf(meta)).build();
  }

  @Override
  public ClientSetup clientSetup(Project project) {
    return new ClientSetup(
        CofferApi.ROOT,
        "Authorization: Bearer %s",
        Map.of("api_key", ApiKey.Kind.PROJECT),
        Map.of("project_id", project.publicId().toString()));
  }
}
