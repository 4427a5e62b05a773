package coffer.webhook;

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
            DeliveryLeases.LANES_AT_ONCE));
  }
}
