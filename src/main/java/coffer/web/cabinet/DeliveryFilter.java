package coffer.web.cabinet;

import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryView;
import coffer.webhook.Redelivery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// Which deliveries a page shows. What cannot be a value filters nothing.
///
/// @param webhook public id of a destination
/// @param type of the event
/// @param invoice public id of an invoice
public record DeliveryFilter(
    Optional<DeliveryView.Status> status,
    Optional<UUID> webhook,
    Optional<String> type,
    Optional<UUID> invoice) {

  /// @param value of a field by its name and greatest length
  static DeliveryFilter read(BiFunction<String, Integer, Optional<String>> value) {
    return new DeliveryFilter(
        value.apply("status", 20).flatMap(DeliveryFilter::status),
        Paging.id(value.apply("webhook", 36)),
        value.apply("type", 81),
        Paging.id(value.apply("invoice", 36)));
  }

  private static Optional<DeliveryView.Status> status(String text) {
    return Arrays.stream(DeliveryView.Status.values())
        .filter(it -> text(it).equals(text))
        .findFirst();
  }

  static String text(DeliveryView.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /// The filter as the fields of a form.
  public Map<String, String> fields() {
    return Map.of(
        "status", status.map(DeliveryFilter::text).orElse(""),
        "webhook", webhook.map(UUID::toString).orElse(""),
        "type", type.orElse(""),
        "invoice", invoice.map(UUID::toString).orElse(""));
  }

  /// The query of the same list; "" if nothing is filtered.
  public String query() {
    return fields().entrySet().stream()
        .filter(it -> !it.getValue().isEmpty())
        .sorted(Map.Entry.comparingByKey())
        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /// Whether all that match can be sent again by one command.
  public boolean canRedeliver() {
    return redelivery().isPresent();
  }

  Optional<Redelivery.Filter> redelivery() {
    if (invoice.isPresent()) return Optional.empty();
    return status
        .filter(it -> it != DeliveryView.Status.DUE)
        .map(it -> new Redelivery.Filter(it, webhook, type, Optional.empty(), Optional.empty()));
  }

  Deliveries.Query query(Optional<UUID> before) {
    return new Deliveries.Query(
        status, Optional.empty(), webhook, type, invoice, before, Paging.ROWS);
  }
}
