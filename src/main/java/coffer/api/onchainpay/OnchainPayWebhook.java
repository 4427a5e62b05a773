package coffer.api.onchainpay;

import coffer.core.deposit.DepositView;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Standing;
import coffer.core.tracking.TrackedTransfer;
import coffer.webhook.OutgoingEvent;
import coffer.webhook.RetrySchedule;
import coffer.webhook.WebhookFormat;
import coffer.webhook.WebhookSecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Sends the order or the invoice as its method returns it, whenever what was paid changes, and the
/// deposits to addresses of users. Deposits to the project's own addresses send nothing.
///
/// The success webhook of an order reports what is paid in full, the error webhook what expired or
/// ended: a receiver may take every request at one of them at its word. The webhook of an invoice
/// reports every change.
final class OnchainPayWebhook implements WebhookFormat {
  private static final RetrySchedule SCHEDULE = schedule(6, 5, 4, 3);

  private final PaymentLinks links;

  OnchainPayWebhook(PaymentLinks links) {
    this.links = links;
  }

  /// 18 attempts more: first every 10 s, then every 30 min, 2 h and 12 h.
  private static RetrySchedule schedule(int tens, int halfHours, int twoHours, int halfDays) {
    var waits = new ArrayList<Duration>();
    waits.addAll(Collections.nCopies(tens, Duration.ofSeconds(10)));
    waits.addAll(Collections.nCopies(halfHours, Duration.ofMinutes(30)));
    waits.addAll(Collections.nCopies(twoHours, Duration.ofHours(2)));
    waits.addAll(Collections.nCopies(halfDays, Duration.ofHours(12)));
    return RetrySchedule.of(waits.toArray(Duration[]::new));
  }

  @Override
  public String dialect() {
    return OnchainPayApi.DIALECT;
  }

  @Override
  public boolean accepts(int status) {
    return status == 200;
  }

  @Override
  public RetrySchedule schedule() {
    return SCHEDULE;
  }

  @Override
  public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
    return body(event).map(body -> message(event.receiver().publicKey(), body, secret));
  }

  @Override
  public Optional<Message> render(
      TrackedTransfer transfer, Optional<String> publicKey, WebhookSecret secret) {
    var body = TrackedAddressMethod.TransferWire.of(transfer);
    return Optional.of(message(publicKey, OnchainPayJson.MAPPER.writeValueAsString(body), secret));
  }

  /// The body that is sent; empty if the event is not sent.
  Optional<String> body(OutgoingEvent event) {
    return event.type().startsWith("invoice.") ? ofInvoice(event) : ofPayment(event);
  }

  /// A payment: when it is seen, final, and undone. The orders that it belongs to are sent whole.
  private static Optional<String> ofPayment(OutgoingEvent event) {
    return event
        .snapshot()
        .payment()
        .flatMap(
            payment ->
                payment.orphan().isPresent() ? orphan(event, payment) : deposit(event, payment))
        .map(body -> text(body, event.delivery()));
  }

  private static Optional<Object> deposit(OutgoingEvent event, PaymentView payment) {
    return event
        .snapshot()
        .deposit()
        .filter(deposit -> deposit.customer().isPresent())
        .map(deposit -> DepositWire.ofUser(payment, deposit, event.at()));
  }

  /// An unmatched payment, for a destination of the whole project only: orders list their own.
  private static Optional<Object> orphan(OutgoingEvent event, PaymentView payment) {
    if (event.receiver().publicKey().isPresent()) return Optional.empty();
    var order = event.snapshot().owner();
    var deposit = event.snapshot().deposit();
    return Optional.of(
        OrphanWire.of(
            payment,
            order,
            Optional.empty(),
            deposit.map(it -> DepositWire.addressType(it.kind())).orElse("PAY_IN"),
            deposit
                .map(DepositView::address)
                .or(() -> order.map(id -> PayInAddressId.of(id, payment.asset())))));
  }

  private Optional<String> ofInvoice(OutgoingEvent event) {
    return event
        .snapshot()
        .invoice()
        .filter(view -> changed(event.snapshot().before(), view.standing()))
        .flatMap(view -> body(event, view))
        .map(body -> text(body, event.delivery()));
  }

  /// A new quote, or a mark that changes nothing, is no news.
  private static boolean changed(Optional<Standing> before, Standing now) {
    return before.isPresent()
        && !(before.get().status() == now.status()
            && before.get().seen().equals(now.seen())
            && before.get().confirmed().equals(now.confirmed()));
  }

  private Optional<Object> body(OutgoingEvent event, InvoiceView view) {
    var meta = OnchainPayMetadata.of(view);
    if (meta.isInvoice()) return Optional.of(OnchainPayInvoiceWire.of(view, links));
    return OrderWire.quote(view)
        .filter(_ -> wanted(event.receiver().url(), meta, OrderStatus.of(view.standing())))
        .map(quote -> OrderWire.full(view, quote, links));
  }

  private static boolean wanted(String url, OnchainPayMetadata meta, OrderStatus status) {
    // A destination of the whole project gets everything.
    boolean own = of(meta.successWebhook(), url) || of(meta.errorWebhook(), url);
    return switch (status) {
      case INIT, PENDING -> !own;
      case PROCESSED, OVERPAID -> !own || of(meta.successWebhook(), url);
      case PARTIAL, EXPIRED, ERROR -> !own || of(meta.errorWebhook(), url);
    };
  }

  private static boolean of(Optional<String> webhook, String url) {
    return webhook.equals(Optional.of(url));
  }

  private static Message message(Optional<String> publicKey, String text, WebhookSecret secret) {
    var headers = new HashMap<String, String>();
    publicKey.ifPresent(
        key -> {
          headers.put(OnchainPayProtocol.KEY, key);
          headers.put(OnchainPayProtocol.SIGNATURE, secret.hmacOfPair(text));
        });
    return new Message("application/json", text, Map.copyOf(headers));
  }

  /// @param webhookId finds the webhook again
  private static String text(Object body, UUID webhookId) {
    ObjectNode json = OnchainPayJson.MAPPER.valueToTree(body);
    json.put("webhookId", webhookId.toString());
    return OnchainPayJson.MAPPER.writeValueAsString(json);
  }
}
