package coffer;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.Extension;

/// What every `await()` of the suite waits, unless it says otherwise: long enough for a machine
/// that does much else, in steps that are short enough to lose no time. JUnit finds it by itself.
public final class Patience implements Extension {
  static {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
  }
}
