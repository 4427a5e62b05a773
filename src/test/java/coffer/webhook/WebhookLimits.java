package coffer.webhook;

import coffer.core.event.TestEvents;
import coffer.core.merchant.WebhookSecrets;
import java.util.List;
import java.util.Locale;

/// The limits of webhooks, in the words of `docs/limits.md`.
public final class WebhookLimits {
  private WebhookLimits() {}

  public record Row(String what, String howMuch) {
    private static Row of(String what, String howMuch, Object... numbers) {
      return new Row(what, String.format(Locale.ROOT, howMuch, numbers));
    }
  }

  public static List<Row> rows() {
    var fast = LaneScheduler.Limits.STANDARD.fast();
    var slow = LaneScheduler.Limits.STANDARD.slow();
    return List.of(
        Row.of(
            "webhooks of one project, not counting callbacks of invoices",
            "%d",
            Deliveries.MAX_DESTINATIONS),
        Row.of(
            "simultaneous requests of all projects",
            "%d, and %d to paths that are slow",
            fast.all(),
            slow.all()),
        Row.of(
            "simultaneous requests of one project",
            "%d, and %d to paths that are slow",
            fast.project(),
            slow.project()),
        Row.of(
            "simultaneous requests of one project to one host",
            "%d, and %d to paths that are slow",
            fast.host(),
            slow.host()),
        Row.of(
            "simultaneous requests of one project to one path",
            "%d, %d if it is slow",
            fast.lane(),
            slow.lane()),
        Row.of("host names that are resolved at the same time", "%d", GuardedDns.THREADS),
        Row.of(
            "host names of one project that are resolved at the same time",
            "%d",
            GuardedDns.MAX_PER_PROJECT),
        Row.of(
            "paths of one project read in one poll for due deliveries",
            "%,d",
            DeliveryLeases.LANES_AT_ONCE),
        Row.of(
            "test events of one webhook",
            "%d in %d hour",
            TestEvents.MAX,
            TestEvents.PERIOD.toHours()),
        Row.of("deliveries that one redelivery makes due", "%,d", Redeliveries.MAX),
        Row.of("deliveries that one redelivery names one by one", "%d", Redeliveries.MAX_CHOSEN),
        Row.of("redeliveries with a filter of one project at the same time", "1"),
        Row.of(
            "time that a redelivery is listed after its end", "%d days", Redeliveries.TTL.toDays()),
        Row.of(
            "due deliveries that are counted for the health of a webhook",
            "%d",
            DestinationHealth.MAX_COUNTED),
        Row.of(
            "deliveries that one page of a list filtered by event type searches",
            "%d",
            DeliveryQuery.WINDOW),
        Row.of(
            "time that the previous secret stays valid after a rotation",
            "%d hours, %d at most",
            WebhookSecrets.DEFAULT_OVERLAP.toHours(),
            WebhookSecrets.MAX_OVERLAP.toHours()));
  }
}
