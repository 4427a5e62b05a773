package coffer.web.checkout;

import coffer.core.BackgroundLoop;
import coffer.core.event.EventTail;
import coffer.core.invoice.InvoiceView;
import coffer.http.EventStreams;
import coffer.web.MerchantCard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Updates open pages. A page is rendered again when an event touches its invoice, and when time
/// changes its content. All due pages are read together, so that a thousand open pages cost a few
/// queries.
final class LivePages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LivePages.class);
  private static final Duration TICK = Duration.ofMillis(500);
  /// A script that hears no beat takes the connection for lost: it cannot see heartbeats.
  private static final Duration BEAT = Duration.ofSeconds(10);

  private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);
  private static final int TOGETHER = 500;
  private static final long NOW = 0;
  private static final long NEVER = Long.MAX_VALUE;

  /// A rendered page.
  ///
  /// @param html without the time of rendering, for comparison with the previous version
  /// @param sent the complete HTML
  /// @param next time at which the page changes without an event
  /// @param last whether the page will not change again
  record Written(String html, String sent, Optional<Instant> next, boolean last) {}

  /// Reads and renders invoices.
  interface Source {
    /// @param ids row ids of invoices
    Map<Long, Shown> read(Collection<Long> ids);

    Written write(Shown shown, PageRequest request);
  }

  /// @param frame pages that may show the project's payment pages in a frame
  /// @param acts what the test wallet can do
  record Shown(InvoiceView invoice, MerchantCard shop, Frame frame, List<TestWallet.Act> acts) {}

  /// One open page.
  private static final class Viewer {
    final long invoice;
    final PageRequest request;
    final EventStreams.Stream stream;
    /// When the page must be rendered again, in ms since 1970.
    final AtomicLong next = new AtomicLong(NOW);
    /// When the next beat is due, in ms since 1970.
    final AtomicLong beat = new AtomicLong(NOW);
    @Nullable String html;

    Viewer(long invoice, PageRequest request, EventStreams.Stream stream) {
      this.invoice = invoice;
      this.request = request;
      this.stream = stream;
    }
  }

  private final Source source;
  private final InstantSource clock;
  private final Map<EventStreams.Stream, Viewer> viewers = new ConcurrentHashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final BackgroundLoop loop = BackgroundLoop.of("live-pages", this::follow);

  LivePages(Source source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  void start() {
    loop.start();
  }

  /// Updates a page until it is left, starting with its current content.
  void enter(long invoice, PageRequest request, EventStreams.Stream stream) {
    viewers.put(stream, new Viewer(invoice, request, stream));
    wake.release();
  }

  void leave(EventStreams.Stream stream) {
    viewers.remove(stream);
  }

  /// Marks the pages of changed invoices as due; never blocks.
  void changed(List<EventTail.Seen> events) {
    if (viewers.isEmpty()) return;
    Set<Long> touched =
        events.stream().flatMap(event -> event.invoiceId().stream()).collect(Collectors.toSet());
    boolean watched = false;
    for (var viewer : viewers.values()) {
      if (!touched.contains(viewer.invoice)) continue;
      viewer.next.set(NOW);
      watched = true;
    }
    if (watched) wake.release();
  }

  private void follow() throws InterruptedException {
    wake.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
    wake.drainPermits();
    step();
  }

  /// Why open pages are not updated, in a short text; empty if all is well.
  Optional<String> problem() {
    return loop.problem();
  }

  /// Renders the due pages, and sends the due beats.
  void step() {
    var now = clock.instant();
    viewers.values().forEach(viewer -> beat(viewer, now));
    var due = viewers.values().stream().filter(v -> v.next.get() <= now.toEpochMilli()).toList();
    for (int from = 0; from < due.size(); from += TOGETHER) {
      write(due.subList(from, Math.min(due.size(), from + TOGETHER)), now);
    }
  }

  private static void beat(Viewer viewer, Instant now) {
    if (viewer.beat.get() > now.toEpochMilli()) return;
    if (viewer.beat.getAndSet(now.plus(BEAT).toEpochMilli()) != NOW)
      viewer.stream.send("beat", "-");
  }

  private void write(List<Viewer> due, Instant now) {
    // Reset first: changes from here on make a page due again, whatever this read returns.
    due.forEach(viewer -> viewer.next.set(NEVER));
    try {
      var shown = source.read(due.stream().map(viewer -> viewer.invoice).distinct().toList());
      for (var viewer : due) {
        var found = shown.get(viewer.invoice);
        if (found != null) send(viewer, source.write(found, viewer.request));
      }
    } catch (RuntimeException | Error e) {
      log.warn("open pages cannot be brought up to date; trying again", e);
      due.forEach(viewer -> viewer.next.set(now.plus(RETRY_PAUSE).toEpochMilli()));
    }
  }

  private static void send(Viewer viewer, Written written) {
    viewer.next.compareAndSet(NEVER, written.next.map(at -> at.toEpochMilli() + 1).orElse(NEVER));
    if (!written.html.equals(viewer.html)) {
      viewer.html = written.html;
      viewer.stream.send("page", written.sent);
    }
    if (written.last) viewer.stream.finish();
  }

  @Override
  public void close() {
    loop.stop();
    wake.release();
    loop.close();
  }
}
