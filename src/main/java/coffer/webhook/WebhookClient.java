package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.Cidr;
import coffer.core.TlsTrouble;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/// Sends a body to a URL that a merchant chose. It reaches the public internet and what the
/// operator allows, nothing else: see [AddressGuard]. A request follows no redirect, uses no proxy
/// and no cookie, and has limits: 10 s for all of it, and 64 KiB of response.
///
/// Connections are made only to checked addresses, so they are reused per scheme, host and port,
/// until idle for 30 s or 5 minutes old. Every new connection is resolved and checked again. A
/// receiver may close a kept connection at any moment; a request that meets that is sent once more,
/// over a new connection.
public final class WebhookClient {
  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final int MAX_IDLE_CONNECTIONS = 256;
  private static final int MAX_READ_BYTES = 64 * 1024;
  private static final int MAX_QUOTED_LENGTH = 1000;
  private static final String RETRY_AFTER = "Coffer-Retry-After";

  private final AddressGuard guard;
  private final OkHttpClient http;

  /// A client that keeps no connections.
  private final OkHttpClient fresh;

  /// When each open connection was first used.
  private final Map<Connection, Long> firstUse = Collections.synchronizedMap(new WeakHashMap<>());

  private final Times times;
  private final String agent;

  /// @param all the time limit of a request
  /// @param idle how long a connection waits for the next request
  /// @param old the age after which a connection gets no more requests
  record Times(Duration all, Duration idle, Duration old) {
    static final Times STANDARD =
        new Times(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5));
  }

  /// @param allow the operator's `webhooks.allow`
  /// @param version of this server, for the User-Agent
  public WebhookClient(List<Cidr> allow, String version) {
    this(allow, Optional.empty(), version, InetAddress::getAllByName, Times.STANDARD);
  }

  /// @param ownName the host of `public_url`: webhooks do not reach its addresses
  public WebhookClient(List<Cidr> allow, String ownName, String version) {
    this(allow, Optional.of(ownName), version, InetAddress::getAllByName, Times.STANDARD);
  }

  WebhookClient(
      List<Cidr> allow,
      Optional<String> ownName,
      String version,
      GuardedDns.Resolver resolver,
      Times times) {
    var all = times.all;
    this.times = times;
    var own = new ServerAddresses();
    this.guard = new AddressGuard(allow, own);
    var patience = all.compareTo(LOOKUP_TIMEOUT) < 0 ? all : LOOKUP_TIMEOUT;
    var dns = new GuardedDns(guard, own, ownName, resolver, patience);
    dns.refreshOwnAddresses();
    this.agent = "Coffer/" + version;
    this.http =
        new OkHttpClient.Builder()
            .dns(dns)
            .socketFactory(new GuardedSockets(guard))
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            // HTTP/2 would let hosts share a connection.
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(
                new ConnectionPool(
                    MAX_IDLE_CONNECTIONS, times.idle.toMillis(), TimeUnit.MILLISECONDS))
            // Fast fallback would connect on other threads.
            .fastFallback(false)
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(all)
            .writeTimeout(all)
            .callTimeout(all)
            .addNetworkInterceptor(this::through)
            .build();
    this.fresh =
        http.newBuilder().connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS)).build();
  }

  /// Why nothing can ever be sent to that URL, in one sentence, as far as this is known without
  /// resolving its name; empty if it may be tried.
  public Optional<String> refuse(String url) {
    return WebhookUrl.refuse(url, guard);
  }

  /// Posts the body: once, or twice if a kept connection turns out to be closed. Blocks for at most
  /// 11 s.
  ///
  /// @throws IllegalArgumentException if a header cannot be sent
  WebhookResponse post(String url, Map<String, String> headers, String contentType, byte[] body) {
    if (refuse(url).isPresent()) return new WebhookResponse.Silent("the URL is not allowed");
    var use = new ConnectionUse();
    var request = request(url, headers, contentType, body).tag(ConnectionUse.class, use);
    var began = System.nanoTime();
    try {
      return post(http.newCall(request.build()), false);
    } catch (IOException e) {
      var stale = use.kept && System.nanoTime() - began < AT_ONCE.toNanos();
      if (!stale) return silent(e);
    }
    // The receiver has closed the kept connection meanwhile, which is allowed.
    return overNewConnection(request, true);
  }

  /// Posts the body once, over a connection of its own. Blocks for at most 11 s.
  ///
  /// @throws IllegalArgumentException if a header cannot be sent
  WebhookResponse postOnce(
      String url, Map<String, String> headers, String contentType, byte[] body) {
    if (refuse(url).isPresent()) return new WebhookResponse.Silent("the URL is not allowed");
    return overNewConnection(request(url, headers, contentType, body), false);
  }

  private WebhookResponse overNewConnection(Request.Builder request, boolean again) {
    try {
      return post(fresh.newCall(request.header("Connection", "close").build()), again);
    } catch (IOException e) {
      return silent(e);
    }
  }

  private Request.Builder request(
      String url, Map<String, String> headers, String contentType, byte[] body) {
    var request = new Request.Builder().url(HttpUrl.get(url)).header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    return request.header("User-Agent", agent).post(new Once(contentType, body));
  }

  private static WebhookResponse silent(IOException failure) {
    var busy =
        failure instanceof GuardedDns.Overloaded
            || failure.getCause() instanceof GuardedDns.Overloaded;
    return busy ? new WebhookResponse.Busy() : new WebhookResponse.Silent(describe(failure));
  }

  private static WebhookResponse post(Call call, boolean again) throws IOException {
    try (var response = call.execute()) {
      var retryAfter = Optional.ofNullable(response.header(RETRY_AFTER));
      var read = new Buffer();
      var whole = read(response, read);
      // Cancels before the response is closed: that would wait for the rest of it.
      if (!whole) call.cancel();
      return new WebhookResponse.Answered(response.code(), start(read), retryAfter, again);
    }
  }

  /// Reads more than is kept, so that a receiver can finish its response. A response that does not
  /// end within the limits counts all the same.
  ///
  /// @return whether the response was read to its end
  private static boolean read(Response response, Buffer read) {
    try {
      var source = response.body().source();
      while (read.size() < MAX_READ_BYTES) {
        if (source.read(read, MAX_READ_BYTES - read.size()) < 0) return true;
      }
      return source.exhausted();
    } catch (IOException _) {
      return false; // What was received until then counts.
    }
  }

  private static String start(Buffer read) {
    var bytes = read.readByteArray();
    return printable(new String(bytes, 0, Math.min(bytes.length, MAX_QUOTED_LENGTH), UTF_8));
  }

  /// Replaces characters that move the cursor, are invisible, or change the direction of text.
  private static String printable(String text) {
    var out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                out.appendCodePoint(
                    switch (Character.getType(c)) {
                      case Character.CONTROL -> c == '\n' || c == '\t' ? c : ' ';
                      case Character.FORMAT,
                          Character.SURROGATE,
                          Character.PRIVATE_USE,
                          Character.UNASSIGNED,
                          Character.LINE_SEPARATOR,
                          Character.PARAGRAPH_SEPARATOR ->
                          ' ';
                      default -> c;
                    }));
    return out.toString();
  }

  private static String describe(IOException failure) {
    if (failure.getCause() instanceof AddressRefused refused) return describe(refused);
    return switch (failure) {
      case AddressRefused refused -> String.valueOf(refused.getMessage());
      case UnknownHostException _ -> "the host's name was not resolved";
      case InterruptedIOException _ -> "no answer in time";
      case ConnectException _ -> "the connection was refused";
      case NoRouteToHostException _ -> "no route to the host";
      case SSLException e -> TlsTrouble.words(e, "receiver");
      case ProtocolException _ -> "the answer is not HTTP";
      default -> "the connection broke before the answer was complete";
    };
  }

  /// Which connection a request used.
  private static final class ConnectionUse {
    /// whether an earlier request had used it
    volatile boolean kept;
  }

  /// Checks the connection that a request uses, and ends it after this request if it is old.
  private Response through(Interceptor.Chain chain) throws IOException {
    var request = chain.request();
    var connection = Objects.requireNonNull(chain.connection(), "there is one by now");
    var now = System.nanoTime();
    var first = firstUse.putIfAbsent(connection, now);
    if (first != null) {
      var use = request.tag(ConnectionUse.class);
      if (use != null) use.kept = true;
      if (now - first > times.old.toNanos()) {
        request = request.newBuilder().header("Connection", "close").build();
      }
    }
    return hideRetryAfter(chain.proceed(request));
  }

  /// Hides the header from OkHttp, which would send a second request on a 503 with `Retry-After:
  /// 0`.
  private static Response hideRetryAfter(Response response) {
    var asked = response.header("Retry-After");
    if (asked == null) return response;
    return response.newBuilder().removeHeader("Retry-After").header(RETRY_AFTER, asked).build();
  }

  /// A body that OkHttp does not send again by itself.
  private static final class Once extends RequestBody {
    private final @Nullable MediaType type;
    private final byte[] body;

    Once(String contentType, byte[] body) {
      this.type = MediaType.parse(contentType);
      this.body = body;
    }

    @Override
    public @Nullable MediaType contentType() {
      return type;
    }

    @Override
    public long contentLength() {
      return body.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(body);
    }
  }
}
