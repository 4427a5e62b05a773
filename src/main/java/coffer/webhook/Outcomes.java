package coffer.webhook;

import coffer.db.Db;
import coffer.webhook.Leases.Ended;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what came of leases, many with one commit: while some are written, the next ones
/// gather. Nobody waits for a time to pass.
final class Outcomes {
  private static final Logger log = LoggerFactory.getLogger(Outcomes.class);
  private static final int AT_ONCE = 500;

  private final Db db;
  private final Leases leases;
  private final InstantSource clock;
  private final LinkedBlockingQueue<List<Ended>> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;

  Outcomes(Db db, Leases leases, InstantSource clock) {
    this.db = db;
    this.leases = leases;
    this.clock = clock;
    this.writer = Thread.ofVirtual().name("webhook-outcomes").start(this::run);
  }

  /// How many are not written yet.
  int behind() {
    return waiting.size();
  }

  /// Never waits. If it cannot be written, its lease runs out, and the delivery is sent again.
  void add(Ended ended) {
    waiting.add(List.of(ended));
  }

  private void run() {
    try {
      while (true) {
        var some = new ArrayList<List<Ended>>();
        some.add(waiting.take());
        waiting.drainTo(some, AT_ONCE - 1);
        write(some.stream().flatMap(List::stream).toList());
        if (some.contains(END)) return;
      }
    } catch (InterruptedException _) {
      log.debug("not all outcomes are written");
    }
  }

  private static final List<Ended> END = List.of();

  private void write(List<Ended> all) {
    if (all.isEmpty()) return;
    try {
      var written = db.tx(tx -> leases.end(tx, all, clock.instant()));
      for (var each : all) {
        if (!written.contains(each.leased().id())) {
          log.warn("delivery {}: its lease ran out", each.leased().publicId());
        }
      }
    } catch (RuntimeException e) {
      log.error("what came of {} deliveries cannot be written: they are sent again", all.size(), e);
    }
  }

  /// Writes what there is; after it nothing is written any more.
  void finish() throws InterruptedException {
    waiting.add(END);
    writer.join();
  }
}
