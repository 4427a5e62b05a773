package coffer.webhook;

import coffer.db.Db;
import coffer.webhook.Leases.Ended;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what came of leases, many with one commit: while one sender writes, the results of
/// the others gather, and the next one writes them all. Nobody waits for a time to pass.
final class Outcomes {
  private static final Logger log = LoggerFactory.getLogger(Outcomes.class);
  private static final int AT_ONCE = 500;

  private final Db db;
  private final Leases leases;
  private final InstantSource clock;
  private final LinkedBlockingQueue<Ended> waiting = new LinkedBlockingQueue<>();
  private final ReentrantLock writing = new ReentrantLock();

  Outcomes(Db db, Leases leases, InstantSource clock) {
    this.db = db;
    this.leases = leases;
    this.clock = clock;
  }

  /// How many are not written yet.
  int behind() {
    return waiting.size();
  }

  /// Returns once it is written, by whomever, or cannot be: then the lease runs out, and the
  /// delivery is sent again.
  void write(Ended ended) {
    waiting.add(ended);
    writing.lock();
    try {
      var all = new ArrayList<Ended>();
      waiting.drainTo(all, AT_ONCE);
      if (all.isEmpty()) return;
      var written = db.tx(tx -> leases.end(tx, all, clock.instant()));
      for (var each : all) {
        if (!written.contains(each.leased().id())) {
          log.warn("delivery {}: its lease ran out", each.leased().publicId());
        }
      }
    } catch (RuntimeException e) {
      log.error("what came of deliveries cannot be written: they are sent again", e);
    } finally {
      writing.unlock();
    }
  }
}
