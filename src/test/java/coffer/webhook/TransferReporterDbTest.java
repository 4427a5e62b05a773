package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.World;
import coffer.core.Cidr;
import coffer.core.chain.Chain;
import coffer.core.tracking.TrackedAddress;
import coffer.core.tracking.TrackedTransfer;
import coffer.core.tracking.TrackedTransfer.Status;
import coffer.core.tracking.TrackingWorld;
import coffer.core.tracking.TransferReports;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Each transfer to a tracked address is sent at most once, whatever ends in between.
@SuppressWarnings("try") // a server that ends early
class TransferReporterDbTest {
  private static final String EVM = "0x52908400098527886E0F7030069857D2E4169EE7";
  private static final WebhookClient CLIENT =
      new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");

  private final Db.Address database = TestDb.address();
  @AutoClose private final TrackingWorld tracking = new TrackingWorld(database);
  @AutoClose private final Db second = Db.open(database, 8);
  private final World world = tracking.world;
  private final Chain chain = world.chain("ethereum");

  /// The dialect of the tests, with words for tracked transfers.
  private static final WebhookFormat FORMAT =
      new WebhookFormat() {
        @Override
        public String dialect() {
          return "plain";
        }

        @Override
        public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
          return Optional.empty();
        }

        @Override
        public Optional<Message> render(
            TrackedTransfer transfer, Optional<String> publicKey, WebhookSecret secret) {
          return Optional.of(new Message("application/json", transfer.txid(), Map.of()));
        }
      };

  private TransferReporter reporter(Db db) {
    return new TransferReporter(
        db, new TransferReports(world.chains), Plain.SECRETS, CLIENT, List.of(FORMAT), world.clock);
  }

  private void payments(String address, int count) {
    for (int i = 0; i < count; i++) tracking.pay(chain, "USDT", address, "1");
    world.mine(chain, World.DEPTH);
  }

  private List<Status> statuses(TrackedAddress address) {
    return tracking.transfers(address).stream().map(TrackedTransfer::status).toList();
  }

  private void awaitStatus(TrackedAddress address, Status status) {
    await().until(() -> statuses(address).stream().allMatch(status::equals));
  }

  @Test
  void aTransferIsSentWithTheHeadersOfWebhooks() throws Exception {
    try (var receiver = Receiver.answering(200);
        var reporter = reporter(world.db)) {
      var address = tracking.track(EVM, receiver.url("/x"));
      payments(EVM, 1);
      assertThat(reporter.step()).isEqualTo(1);
      awaitStatus(address, Status.DELIVERED);
      var transfer = tracking.transfers(address).getFirst();
      var request = receiver.requests.getFirst();
      assertThat(request.id()).isEqualTo(transfer.publicId().toString());
      assertThat(request.headers().get("webhook-signature"))
          .isEqualTo(
              new WebhookSecret(Plain.KEY)
                  .sign(
                      transfer.publicId(),
                      world.now.get(),
                      request.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      assertThat(transfer.report().orElseThrow().httpStatus()).contains(200);
      assertThat(reporter.step()).isZero();
      assertThat(receiver.requests).hasSize(1);
    }
  }

  @Test
  void aFailureIsStoredAndNotRepeated() throws Exception {
    try (var receiver = Receiver.answering(500);
        var reporter = reporter(world.db)) {
      var address = tracking.track(EVM, receiver.url("/"));
      payments(EVM, 1);
      reporter.step();
      awaitStatus(address, Status.FAILED);
      assertThat(tracking.transfers(address).getFirst().report().orElseThrow().httpStatus())
          .contains(500);
      assertThat(reporter.step()).isZero();
      assertThat(receiver.requests).hasSize(1);
    }
  }

  /// A deliverer of events sends such a request again, over a new connection.
  @Test
  void aConnectionThatBreaksIsNotUsedForASecondRequest() throws Exception {
    try (var receiver = Receiver.of((_, _) -> {});
        var reporter = reporter(world.db)) {
      var address = tracking.track(EVM, receiver.url("/"));
      payments(EVM, 3);
      reporter.step();
      awaitStatus(address, Status.FAILED);
      assertThat(receiver.requests).hasSize(3);
      assertThat(tracking.transfers(address).getFirst().report().orElseThrow().error()).isPresent();
    }
  }

  @Test
  void twoServersSendEachTransferOnce() throws Exception {
    var sent = new ConcurrentHashMap<String, AtomicInteger>();
    try (var receiver =
            Receiver.of(
                (request, out) -> {
                  sent.computeIfAbsent(request.id(), _ -> new AtomicInteger()).incrementAndGet();
                  out.write(Receiver.response(200, "ok"));
                });
        var one = reporter(world.db);
        var two = reporter(second)) {
      var address = tracking.track(EVM, receiver.url("/"));
      payments(EVM, 120);
      one.start();
      two.start();
      awaitStatus(address, Status.DELIVERED);
      assertThat(sent).hasSize(120);
      assertThat(sent.values().stream().mapToInt(AtomicInteger::get).sum()).isEqualTo(120);
    }
  }

  @Test
  void whatAServerMarkedBeforeItDiedIsNeverSent() throws Exception {
    try (var receiver = Receiver.answering(200);
        var other = reporter(second)) {
      var address = tracking.track(EVM, receiver.url("/"));
      payments(EVM, 1);
      assertThat(tracking.take()).hasSize(1);
      // ... and here the server dies.
      assertThat(other.step()).isZero();
      assertThat(statuses(address)).containsExactly(Status.SENT);
      assertThat(receiver.requests).isEmpty();
    }
  }

  @Test
  void aPrivateAddressIsNotReached() {
    try (var reporter =
        new TransferReporter(
            world.db,
            new TransferReports(world.chains),
            Plain.SECRETS,
            new WebhookClient(List.of(), "1"),
            List.of(FORMAT),
            world.clock)) {
      var address = tracking.track(EVM, "http://10.0.0.1/");
      payments(EVM, 1);
      reporter.step();
      awaitStatus(address, Status.FAILED);
      assertThat(tracking.transfers(address).getFirst().report().orElseThrow().error())
          .contains("the URL is not allowed");
    }
  }

  /// A receiver that hangs holds the slots of its own project only.
  @Test
  void aProjectThatHangsDelaysNoOther() throws Exception {
    var release = new CountDownLatch(1);
    try (var slow =
            Receiver.of(
                (_, out) -> {
                  release.await();
                  out.write(Receiver.response(200, "ok"));
                });
        var quick = Receiver.answering(200);
        var other = new TrackingWorld(database);
        var reporter = reporter(world.db)) {
      var hanging = tracking.track(EVM, slow.url("/"));
      payments(EVM, 3 * TransferReporter.MAX_PER_PROJECT);
      reporter.step();
      await().until(() -> slow.requests.size() == TransferReporter.MAX_PER_PROJECT);
      assertThat(reporter.step()).isZero();
      var theirs = other.track(EVM, quick.url("/"));
      var chainOfOther = other.world.chain("ethereum");
      other.pay(chainOfOther, "USDT", EVM, "1");
      other.world.mine(chainOfOther, World.DEPTH);
      assertThat(reporter.step()).isEqualTo(1);
      await().until(() -> other.transfers(theirs).getFirst().status() == Status.DELIVERED);
      release.countDown();
      reporter.start();
      awaitStatus(hanging, Status.DELIVERED);
      assertThat(slow.requests).hasSize(3 * TransferReporter.MAX_PER_PROJECT);
    }
  }

  @Test
  void whatCannotBeWrittenFailsAlone() throws Exception {
    try (var receiver = Receiver.answering(200);
        var reporter = reporter(world.db)) {
      var foreign = tracking.track(world.project, EVM, "unknown", receiver.url("/"));
      payments(EVM, 1);
      reporter.step();
      awaitStatus(foreign, Status.FAILED);
      assertThat(receiver.requests).isEmpty();
    }
  }
}
