package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.event.Event;
import coffer.core.event.EventLog;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Scope;
import coffer.db.Tx;
import coffer.http.Authenticator;
import coffer.http.Idempotency.Done;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryView;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookSecret;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The routes `/events`, `/webhooks` and `/deliveries`.
final class WebhookRoutes {
  private static final Map<String, DeliveryView.Status> STATUSES =
      Arrays.stream(DeliveryView.Status.values())
          .collect(Collectors.toMap(s -> s.name().toLowerCase(Locale.ROOT), Function.identity()));

  private final EventLog events = new EventLog();
  private final Destinations destinations = new Destinations();
  private final Deliveries deliveries;
  private final Merchants merchants;
  private final InstantSource clock;
  private final String publicUrl;

  WebhookRoutes(ApiServices services) {
    this.deliveries = services.deliveries();
    this.merchants = services.merchants();
    this.clock = services.clock();
    this.publicUrl = services.publicUrl();
  }

  /// A page of events, oldest first.
  ///
  /// @param nextAfter the value of `after` for the next request, now or later; null if there are no
  ///     events at all
  record EventPage(List<EventWire> data, Optional<UUID> nextAfter) {}

  /// An event is visible only after all transactions that began before its own have ended, so a
  /// client that continues after the last event misses none.
  Object events(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var after = query.id("after");
    query.check();
    var found = events.page(tx, call.project().id(), after, limit);
    var next = found.isEmpty() ? after : Optional.of(found.getLast().publicId());
    return new EventPage(found.stream().map(this::wire).toList(), next);
  }

  Object event(Tx tx, CofferCall call) {
    var id = call.id("event");
    return events
        .find(tx, call.project().id(), id)
        .map(this::wire)
        .orElseThrow(() -> new Rejection.NotFound("event", id.toString()).asException());
  }

  Object deliveries(Tx tx, CofferCall call) {
    var query = call.query();
    var status = query.choice("status", STATUSES);
    var event = query.id("event");
    var webhook = query.id("webhook");
    var type = query.text("type", 81);
    var invoice = query.id("invoice");
    var limit = CursorPage.limit(query);
    var before = CursorPage.cursor(query);
    query.check();
    if (before.isPresent() && deliveries.find(tx, call.project().id(), before.get()).isEmpty()) {
      throw new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
          .asException();
    }
    var wanted = new Deliveries.Query(status, event, webhook, type, invoice, before, limit);
    var page = deliveries.page(tx, call.project().id(), wanted);
    return new CursorPage<>(
        page.rows().stream().map(DeliveryWire::of).toList(), page.next().map(UUID::toString));
  }

  Object delivery(Tx tx, CofferCall call) {
    var id = call.id("delivery");
    return deliveries
        .find(tx, call.project().id(), id)
        .map(DeliveryWire::of)
        .orElseThrow(() -> new Rejection.NotFound("delivery", id.toString()).asException());
  }

  Command redeliver(CofferCall call, BodyFields body) {
    return Command.on(
        "delivery",
        tx -> {
          deliveries.redeliver(tx, call.project().id(), call.id("delivery"), clock.instant());
          return delivery(tx, call);
        },
        tx -> delivery(tx, call));
  }

  Object list(Tx tx, CofferCall call) {
    var found = deliveries.watched(tx, call.project().id());
    return CursorPage.whole(found.stream().map(WebhookWire::of).toList());
  }

  /// Requires `invoices:read`, because webhooks contain the same data.
  Command create(CofferCall call, BodyFields body) {
    Authenticator.demand(call.principal(), Scope.INVOICES_READ);
    var url = body.required("url", body.text("url", 2048), "");
    var types = body.texts("types", NewDestination.MAX_TYPES, 90).orElse(List.of());
    return Command.creating(
        "destination",
        tx -> {
          var command = new NewDestination(url, CofferApi.DIALECT, types);
          var made = deliveries.create(tx, call.project(), command, clock.instant());
          return new Done<>(made.id(), withSecret(tx, call, made));
        },
        (tx, id) ->
            destinations
                .find(tx, call.project().id(), id)
                .map(made -> withSecret(tx, call, made))
                .orElseThrow(() -> new Rejection.NotFound("webhook", "").asException()));
  }

  Command test(CofferCall call, BodyFields body) {
    return Command.creating(
        "delivery",
        tx -> {
          var field = new Field.At("id");
          var now = clock.instant();
          var made = deliveries.test(tx, call.project(), call.id("webhook"), field, now);
          return new Done<>(made.row(), DeliveryWire.of(made));
        },
        (tx, row) ->
            deliveries
                .find(tx, call.project().id(), row)
                .map(DeliveryWire::of)
                .orElseThrow(() -> new Rejection.NotFound("delivery", "").asException()));
  }

  Object delete(Tx tx, CofferCall call) {
    var id = call.id("webhook");
    if (!destinations.disable(tx, call.project().id(), id)) {
      throw new Rejection.NotFound("webhook", id.toString()).asException();
    }
    return id;
  }

  /// Adds the secret if the key has `project:write`. With the secret, a sender can make the
  /// merchant believe that an invoice was paid, so only keys that can change the project's
  /// settings, and could cause that anyway, receive it.
  private WebhookWire withSecret(Tx tx, CofferCall call, Destination destination) {
    if (!call.principal().may(Scope.PROJECT_WRITE)) {
      return WebhookWire.of(destination, Optional.empty());
    }
    var secret = new WebhookSecret(merchants.webhookSecret(tx, call.project()));
    return WebhookWire.of(destination, Optional.of(secret.text()));
  }

  private EventWire wire(Event event) {
    return EventWire.of(event, publicUrl);
  }
}
