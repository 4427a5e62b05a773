package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.time;
import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Rejection;
import coffer.core.invoice.InvoiceView;
import coffer.core.merchant.Keys;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryView;
import coffer.webhook.DeliveryView.AttemptView;
import coffer.webhook.DeliveryView.WithAttempts;
import coffer.webhook.OutgoingEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Shows webhooks again, as they were sent.
final class SentWebhooks {
  private static final List<String> FIELDS =
      List.of(
          "id",
          "event",
          "eventId",
          "requestUrl",
          "requestHeaders",
          "requestBody",
          "responseCode",
          "responseStatus",
          "responseBody",
          "sentAt",
          "signature",
          "apiKey",
          "apiKeyAlias",
          "createdAt",
          "updatedAt");

  private final Deliveries deliveries;
  private final Keys keys;
  private final OnchainPayWebhook format;

  SentWebhooks(ApiServices services, OnchainPayWebhook format) {
    this.deliveries = services.deliveries();
    this.keys = services.keys();
    this.format = format;
  }

  /// @param body as it is sent
  private record Sent(OutgoingEvent event, String body, WithAttempts delivery) {}

  Function<Tx, Object> get(OnchainPayCall call, BodyFields body) {
    var id = id(body);
    return tx -> OnchainPayJson.MAPPER.readTree(find(tx, call, id).body);
  }

  Function<Tx, Object> verbose(OnchainPayCall call, BodyFields body) {
    var id = id(body);
    var fields = body.texts("fields", FIELDS.size(), 50).orElse(List.of());
    for (int i = 0; i < fields.size(); i++) {
      if (FIELDS.contains(fields.get(i))) continue;
      body.wrong("fields[" + i + "]", new FieldProblem.NotOneOf(FIELDS));
    }
    return tx -> {
      var all = all(tx, find(tx, call, id));
      if (!fields.isEmpty()) all.keySet().retainAll(fields);
      return all;
    };
  }

  private static UUID id(BodyFields body) {
    return body.required("webhookId", body.id("webhookId"), new UUID(0, 0));
  }

  private Sent find(Tx tx, OnchainPayCall call, UUID id) {
    long project = call.project().id();
    return deliveries
        .outgoing(tx, project, OnchainPayApi.DIALECT, id)
        .flatMap(
            event ->
                format
                    .body(event)
                    .flatMap(
                        text ->
                            deliveries
                                .find(tx, project, id)
                                .map(delivery -> new Sent(event, text, delivery))))
        .orElseThrow(() -> new Rejection.NotFound("webhook", id.toString()).asException());
  }

  private Map<String, Object> all(Tx tx, Sent sent) {
    var view = sent.delivery.delivery();
    var last = sent.delivery.attempts().reversed().stream().findFirst();
    var key = sent.event.receiver().publicKey();
    var signature = key.flatMap(text -> keys.sign(text, sent.body.getBytes(UTF_8)));
    var all = new LinkedHashMap<String, Object>();
    all.put("id", view.id());
    all.put("event", event(sent.event));
    all.put("eventId", view.invoice().or(() -> payment(sent.event)));
    all.put("requestUrl", view.url());
    all.put("requestHeaders", headers(key, signature));
    all.put("requestBody", sent.body);
    all.put("responseCode", last.flatMap(AttemptView::status));
    all.put("responseStatus", last.map(_ -> status(view)));
    all.put("responseBody", last.flatMap(AttemptView::answer));
    all.put("sentAt", last.map(attempt -> time(attempt.at())));
    all.put("signature", signature);
    all.put("apiKey", key);
    all.put("apiKeyAlias", key.flatMap(text -> keys.nameOfPair(tx, text)));
    all.put("createdAt", time(view.createdAt()));
    all.put("updatedAt", time(last.map(AttemptView::at).orElse(view.createdAt())));
    return all;
  }

  private static String event(OutgoingEvent event) {
    var invoice = event.snapshot().invoice();
    if (invoice.isEmpty()) {
      var orphan = event.snapshot().payment().flatMap(InvoiceView.PaymentView::orphan);
      return orphan.isPresent() ? "DEPOSIT_ORPHAN" : "DEPOSIT_PERSONAL";
    }
    return OnchainPayMetadata.of(invoice.get()).isInvoice() ? "INVOICE" : "ORDER";
  }

  private static Optional<UUID> payment(OutgoingEvent event) {
    return event.snapshot().payment().map(InvoiceView.PaymentView::id);
  }

  private static String status(DeliveryView view) {
    return view.status() == DeliveryView.Status.DELIVERED ? "SUCCESS" : "ERROR";
  }

  private static Map<String, String> headers(Optional<String> key, Optional<String> signature) {
    var headers = new HashMap<String, String>();
    headers.put("Content-Type", "application/json");
    key.ifPresent(text -> headers.put(OnchainPayProtocol.KEY, text));
    signature.ifPresent(text -> headers.put(OnchainPayProtocol.SIGNATURE, text));
    return headers;
  }
}
