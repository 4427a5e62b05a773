package coffer.chain.evm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/// Notifications of new heads over a WebSocket, used only as a hint to poll. Their content is not
/// trusted, and Coffer works without them.
final class NewHeads implements AutoCloseable {
  private static final String SUBSCRIBE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";
  private static final Duration RECONNECT = Duration.ofSeconds(5);

  private final OkHttpClient http;
  private final Optional<EvmEndpoint> endpoint;
  private final Semaphore hints = new Semaphore(0);
  private @Nullable WebSocket socket;
  private long connectAt = System.nanoTime();
  private boolean closed;

  /// @param endpoint with a WebSocket; if empty, [#await] only waits for the timeout
  NewHeads(OkHttpClient http, Optional<EvmEndpoint> endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  void await(Duration atMost) throws InterruptedException {
    connect();
    if (hints.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) hints.drainPermits();
  }

  private synchronized void connect() {
    if (closed || socket != null || endpoint.isEmpty()) return;
    if (System.nanoTime() - connectAt < 0) return;
    var request = new Request.Builder().url(endpoint.get().ws().orElseThrow());
    endpoint.get().headers().forEach(request::header);
    socket = http.newWebSocket(request.build(), new Listener());
  }

  private synchronized void lost() {
    socket = null;
    connectAt = System.nanoTime() + RECONNECT.toNanos();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (socket != null) socket.cancel();
    hints.release();
  }

  private final class Listener extends WebSocketListener {
    @Override
    public void onOpen(WebSocket webSocket, Response response) {
      webSocket.send(SUBSCRIBE);
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
      if (text.contains("eth_subscription")) hints.release();
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      webSocket.close(1000, null);
      lost();
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, @Nullable Response response) {
      lost();
    }
  }
}
