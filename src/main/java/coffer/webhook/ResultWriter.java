package coffer.webhook;

import coffer.core.BackgroundLoop;
import coffer.db.Db;
import coffer.webhook.DeliveryLeases.Ended;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the results of leases, many with one commit: while some are written, the next ones
/// gather. It never waits for a fixed time.
final class ResultWriter {
  private static final Logger log = LoggerFactory.getLogger(ResultWriter.class);
  private static final int AT_ONCE = 500;

  private final Db db;
  private final DeliveryLeases leases;
  private final InstantSource clock;
  private final LinkedBlockingQueue<List<Ended>> waiting = new LinkedBlockingQueue<>();
  private final BackgroundLoop writer = BackgroundLoop.of("webhook-outcomes", this::turn);

  ResultWriter(Db db, DeliveryLeases leases, InstantSource clock) {
    this.db = db;
    this.leases = leases;
    this.clock = clock;
    writer.start();
  }

  /// The number of results that are not written yet.
  int behind() {
    return waiting.size();
  }

  /// Does not wait. If the result cannot be written, its lease expires, and the delivery is sent
  /// again.
  void add(Ended ended) {
    waiting.add(List.of(ended));
  }

  private void turn() throws InterruptedException {
    var some = new ArrayList<List<Ended>>();
    some.add(waiting.take());
    waiting.drainTo(some, AT_ONCE - 1);
    // Before the last results are written: a failure then must not begin another turn.
    if (some.contains(END)) writer.stop();
    write(some.stream().flatMap(List::stream).toList());
  }

  /// Why results are not written, in a few words; empty if they are.
  Optional<String> problem() {
    return writer.problem();
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
    } catch (RuntimeException | Error e) {
      log.error("what came of {} deliveries cannot be written: they are sent again", all.size(), e);
    }
  }

  /// Writes the remaining results, for at most 10 s. Afterwards nothing is written any more.
  void finish() {
    waiting.add(END);
    writer.finish();
  }
}
