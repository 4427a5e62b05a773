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
    var fast = Lanes.Limits.STANDARD.fast();
    var slow = Lanes.Limits.STANDARD.slow();
    return List.of(
        Row.of(
            "webhooks of one project, beside those that invoices name",
            "%d",
            Deliveries.MOST_DESTINATIONS),
        Row.of(
            "requests at a time, of all projects",
            "%d, and %d to paths that are slow",
            fast.all(),
            slow.all()),
        Row.of(
            "requests at a time of one project",
            "%d, and %d to paths that are slow",
            fast.project(),
            slow.project()),
        Row.of(
            "requests at a time to one host",
            "%d, and %d to paths that are slow",
            fast.host(),
            slow.host()),
        Row.of("requests at a time to one path", "%d, %d if it is slow", fast.lane(), slow.lane()),
        Row.of("names of hosts that are being resolved", "%d", GuardedDns.THREADS),
        Row.of(
            "names of hosts of one project that are being resolved", "%d", GuardedDns.PER_PROJECT),
        Row.of(
            "paths of one project that one look for what is due reads",
            "%,d",
            Leases.LANES_AT_ONCE));
  }
}
