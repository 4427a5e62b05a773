package coffer.api.onchainpay;

import coffer.api.ApiServices;
import coffer.api.Dialect;
import coffer.api.FrameMessage;
import coffer.api.SampleServer;
import coffer.core.chain.Mode;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.NewInvoice;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Nonces;
import coffer.core.merchant.Project;
import coffer.core.widget.WidgetInvoices;
import coffer.db.Tx;
import coffer.http.PathAliases.Root;
import coffer.webhook.WebhookFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The OnchainPay API.
public record OnchainPayDialect() implements Dialect {
  static final String PUBLIC_KEY = "public_key";
  static final String PRIVATE_KEY = "private_key";

  /// Of all pairs.
  static final KeyShape.Pair PAIR = new KeyShape.Pair(64);

  @Override
  public String name() {
    return OnchainPayApi.DIALECT;
  }

  @Override
  public String title() {
    return "OnchainPay";
  }

  @Override
  public Optional<KeyShape> keyShape(ApiKey.Kind kind, Optional<Mode> mode) {
    return switch (kind) {
      case PROJECT, PARTNER -> Optional.of(PAIR);
      case ACCOUNT, PUBLISHABLE -> Optional.empty();
    };
  }

  @Override
  public List<Root> roots() {
    return List.of(
        Root.open("/api-gateway", OnchainPayApi.PREFIX),
        Root.open("/partner/api", OnchainPayApi.PREFIX));
  }

  @Override
  public OnchainPayApi frontEnd(ApiServices services) {
    return new OnchainPayApi(services);
  }

  @Override
  public WebhookFormat webhookFormat(Function<UUID, String> code, String publicUrl) {
    return new OnchainPayWebhook(new PaymentLinks(publicUrl));
  }

  @Override
  public FrameMessage frameMessage(InvoiceView invoice) {
    var status =
        OnchainPayMetadata.of(invoice).isInvoice()
            ? OnchainPayInvoiceStatus.of(invoice.standing()).name()
            : OrderStatus.of(invoice.standing()).text();
    return new FrameMessage("ocp:order", "orderId", invoice.id(), status);
  }

  @Override
  public Optional<WidgetInvoices.Completion> widgets() {
    return Optional.of(OnchainPayDialect::ofWidget);
  }

  /// The URL of an invoice replaces the project's webhooks, as in `make-invoice`.
  private static NewInvoice ofWidget(
      NewInvoice plain, UUID organization, Optional<String> payerEmail) {
    var callback = plain.callbacks().stream().findFirst();
    return plain
        .change()
        .meta(
            OnchainPayMetadata.of(OnchainPayMetadata.Type.INVOICE, organization)
                .webhook(callback.map(NewInvoice.Callback::url))
                .payerEmail(payerEmail)
                .build())
        .tolerancePercent(Optional.of(BigDecimal.ZERO))
        .callback(callback.map(it -> new NewInvoice.Callback(it.url(), true, it.pair())))
        .build();
  }

  @Override
  public void sweep(Tx tx, Instant now) {
    Nonces.sweep(tx, now);
  }

  @Override
  public Map<String, Object> sampleObjects(SampleServer server)
      throws IOException, InterruptedException {
    return OnchainPaySamples.make(server);
  }

  @Override
  public ClientSetup clientSetup(Project project) {
    return new ClientSetup(
        OnchainPayApi.PREFIX + OnchainPayApi.GATEWAY,
        OnchainPayProtocol.KEY + ": %s",
        Map.of(PUBLIC_KEY, ApiKey.Kind.PROJECT, "partner_public_key", ApiKey.Kind.PARTNER),
        Map.of(PRIVATE_KEY, ApiKey.Kind.PROJECT, "partner_private_key", ApiKey.Kind.PARTNER),
        Map.of());
  }
}
