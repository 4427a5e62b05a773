package coffer.chain.bitcoin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import coffer.core.BackgroundLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// Notifications of blocks and transactions over ZMQ, used only as a hint to poll. Their content is
/// not trusted, and Coffer works without them.
final class ZmqListener implements AutoCloseable {
  private static final String BLOCK = "hashblock";
  private static final String TRANSACTION = "hashtx";
  private static final Duration SOON = Duration.ofMillis(200);

  /// Polling the mempool costs the node a list of all its transactions: at most two polls a second.
  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final Semaphore blocks = new Semaphore(0);
  private final Semaphore transactions = new Semaphore(0);
  private final boolean deaf;
  private final BackgroundLoop loop;
  private long returnedAt = System.nanoTime();

  /// @param addresses if empty, [#await] only waits for the timeout
  ZmqListener(List<String> addresses) {
    deaf = addresses.isEmpty();
    loop = BackgroundLoop.onPlatformThread("zmq-hints", () -> listen(addresses));
    if (!deaf) loop.start();
  }

  private void listen(List<String> addresses) {
    try (var context = new ZContext()) {
      var socket = context.createSocket(SocketType.SUB);
      socket.setReceiveTimeOut((int) SOON.toMillis());
      socket.subscribe(BLOCK.getBytes(US_ASCII));
      socket.subscribe(TRANSACTION.getBytes(US_ASCII));
      for (var address : addresses) socket.connect(address);
      while (!loop.isClosed()) hear(socket);
    }
  }

  private void hear(ZMQ.Socket socket) {
    var topic = socket.recv();
    if (topic == null) return;
    while (socket.hasReceiveMore()) socket.recv();
    (new String(topic, US_ASCII).equals(BLOCK) ? blocks : transactions).release();
  }

  /// Returns at a notification of a block, at least 500 ms after the last return at one of a
  /// transaction, or after the timeout.
  void await(Duration atMost) throws InterruptedException {
    var until = System.nanoTime() + atMost.toNanos();
    while (!loop.isClosed()) {
      var now = System.nanoTime();
      var heard = transactions.availablePermits() > 0;
      var due = heard ? Math.min(until, returnedAt + BETWEEN.toNanos()) : until;
      if (due - now <= 0) break;
      var slice = deaf ? due - now : Math.min(due - now, SOON.toNanos() / 4);
      if (blocks.tryAcquire(slice, TimeUnit.NANOSECONDS)) break;
    }
    blocks.drainPermits();
    transactions.drainPermits();
    returnedAt = System.nanoTime();
  }

  @Override
  public void close() {
    loop.stop();
    blocks.release();
  }
}
