package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.api.ValueFormats;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import coffer.webhook.DeliveryView;
import coffer.webhook.Redeliveries;
import coffer.webhook.Redelivery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The routes `/redeliveries`: many deliveries are sent again.
final class RedeliveryRoutes {
  private static final int LISTED = 100;
  private static final Map<String, DeliveryView.Status> STATUSES =
      Map.of(
          "failed", DeliveryView.Status.FAILED,
          "skipped", DeliveryView.Status.SKIPPED,
          "delivered", DeliveryView.Status.DELIVERED);
  private static final List<String> FILTERS =
      List.of("status", "webhook", "type", "since", "until");

  private final Redeliveries redeliveries;
  private final InstantSource clock;

  RedeliveryRoutes(ApiServices services) {
    this.redeliveries = new Redeliveries(services.deliveries());
    this.clock = services.clock();
  }

  /// @param status `running` or `ended`
  /// @param deliveryStatus of the deliveries; null if single ones were chosen
  /// @param redelivered how many were made due so far, each once
  /// @param limited whether it ended at the most that one command sends
  record RedeliveryWire(
      UUID id,
      String status,
      Optional<String> deliveryStatus,
      Optional<UUID> webhook,
      Optional<String> type,
      Optional<Instant> since,
      Optional<Instant> until,
      int redelivered,
      boolean limited,
      Instant createdAt,
      Optional<Instant> endedAt) {
    static RedeliveryWire of(Redelivery it) {
      return new RedeliveryWire(
          it.publicId(),
          it.endedAt().isPresent() ? "ended" : "running",
          it.status().map(status -> status.name().toLowerCase(Locale.ROOT)),
          it.webhook(),
          it.type(),
          it.since(),
          it.until(),
          it.redelivered(),
          it.limited(),
          it.createdAt(),
          it.endedAt());
    }
  }

  Command create(CofferCall call, BodyFields body) {
    var chosen = chosen(body);
    var status = body.choice("status", STATUSES);
    var webhook = body.id("webhook");
    var type = body.text("type", 81);
    var since = time(body, "since");
    var until = time(body, "until");
    var others = FILTERS.stream().filter(body::has).toList();
    if (chosen.isPresent()) {
      for (var name : others) body.wrong(name, "Only without `deliveries`.");
    } else if (status.isEmpty() && !body.failed("status")) {
      body.wrong("status", new FieldProblem.Missing());
    }
    return Command.creating(
        "redelivery",
        tx -> {
          var now = clock.instant();
          var made =
              chosen.isPresent()
                  ? redeliveries.choose(tx, call.project(), chosen.get(), now)
                  : redeliveries.start(
                      tx,
                      call.project(),
                      new Redelivery.Filter(status.orElseThrow(), webhook, type, since, until),
                      new Field.At("status"),
                      now);
          return new Done<>(made.id(), RedeliveryWire.of(made));
        },
        (tx, id) ->
            redeliveries
                .find(tx, call.project().id(), id)
                .map(RedeliveryWire::of)
                .orElseThrow(() -> new Rejection.NotFound("redelivery", "").asException()));
  }

  private static Optional<List<UUID>> chosen(BodyFields body) {
    var texts = body.texts("deliveries", Redeliveries.MAX_CHOSEN, 36);
    if (texts.isEmpty()) return Optional.empty();
    var ids = new ArrayList<UUID>();
    for (int i = 0; i < texts.get().size(); i++) {
      var id = ValueFormats.id(texts.get().get(i));
      if (id.isEmpty()) body.wrong("deliveries[" + i + "]", "Is not an id.");
      id.ifPresent(ids::add);
    }
    if (texts.get().isEmpty()) body.wrong("deliveries", new FieldProblem.Empty());
    return Optional.of(ids);
  }

  private static Optional<Instant> time(BodyFields body, String name) {
    var text = body.text(name, 40);
    var time = text.flatMap(ValueFormats::time);
    if (text.isPresent() && time.isEmpty()) {
      body.wrong(name, ValueFormats.NO_TIME);
    }
    return time;
  }

  /// The newest ones.
  Object list(Tx tx, CofferCall call) {
    var found = redeliveries.latest(tx, call.project().id(), LISTED);
    return CursorPage.whole(found.stream().map(RedeliveryWire::of).toList());
  }

  Object get(Tx tx, CofferCall call) {
    var id = call.id("redelivery");
    return redeliveries
        .find(tx, call.project().id(), id)
        .map(RedeliveryWire::of)
        .orElseThrow(() -> new Rejection.NotFound("redelivery", id.toString()).asException());
  }
}
