package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/// The end of every run: traffic stops, payments are buried, all comes to rest, the oracle judges.
final class Settling {
  private Settling() {}

  /// @param leasesLost whether somebody died, or could not write down that he was done
  /// @param title what the run was about, for its figures
  static void settle(
      Run run, Site site, Merchant merchant, Traffic traffic, boolean leasesLost, String title) {
    var oracle = new Oracle(site, merchant);
    // On a slow machine there may be next to nothing yet.
    await().atMost(Duration.ofSeconds(60)).until(oracle::hasSettled);
    traffic.close();
    traffic.bury(run.random);
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (leasesLost) site.minutePasses();
              return oracle.atRest();
            });
    run.tell(title + ", " + oracle.figures());
    assertThat(merchant.repeat(run.random, 200, Traffic.POINTERS)).isEmpty();
    oracle.judge(run.seed);
  }
}
