package coffer.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import okhttp3.Dns;

/// Resolves a name once for each connection, and returns only addresses that a webhook may be sent
/// to. The connection is made to one of these, so it does not matter if the name resolves
/// differently a moment later.
///
/// Lookups run on platform threads, one for each name however many requests wait for it. The
/// system's resolver blocks its thread, and a name server that never answers must not block the few
/// threads that carry all virtual threads.
final class GuardedDns implements Dns {
  /// Resolves names, by default with the system's resolver.
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /// The project for which this thread resolves names. The thread that needs a connection also
  /// resolves the name.
  static final ScopedValue<Long> PROJECT = ScopedValue.newInstance();

  static final int THREADS = 256;

  /// The most names that are being resolved for one project. A lookup counts until it ends, even
  /// long after its request was given up: the system's resolver may take half a minute.
  static final int MAX_PER_PROJECT = 16;

  private final AddressGuard guard;
  private final ServerAddresses own;
  private final Optional<String> ownName;
  private final Resolver resolver;
  private final Duration patience;
  private final ConcurrentHashMap<String, CompletableFuture<InetAddress[]>> running =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Integer> byProject = new ConcurrentHashMap<>();
  private final Executor threads =
      new ThreadPoolExecutor(
          0,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("webhook-dns-", 0).factory());

  /// @param ownName the public host name of this server
  /// @param patience how long to wait for one name
  GuardedDns(
      AddressGuard guard,
      ServerAddresses own,
      Optional<String> ownName,
      Resolver resolver,
      Duration patience) {
    this.guard = guard;
    this.own = own;
    this.ownName = ownName;
    this.resolver = resolver;
    this.patience = patience;
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    refreshOwnAddresses();
    var all = resolve(host);
    var allowed = Stream.of(all).filter(guard::allows).toList();
    if (allowed.isEmpty() && all.length > 0) throw AddressRefused.of(guard, all);
    return allowed;
  }

  /// Starts to resolve the public name of this server. The next connection uses the result.
  void refreshOwnAddresses() {
    if (ownName.isEmpty()) return;
    try {
      var _ = running.computeIfAbsent(ownName.get(), this::start);
    } catch (RejectedExecutionException _) {
      // Too many other names are being resolved: the last result stays.
    }
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    try {
      var lookup = running.computeIfAbsent(host, this::start);
      return lookup.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      throw new Overloaded();
    } catch (ExecutionException | TimeoutException _) {
      throw new UnknownHostException(host);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  private CompletableFuture<InetAddress[]> start(String host) {
    var lookup = new CompletableFuture<InetAddress[]>();
    var project = PROJECT.orElse(0L);
    if (byProject.merge(project, 1, Integer::sum) > MAX_PER_PROJECT) {
      ended(project);
      throw new RejectedExecutionException("too many names of one project");
    }
    try {
      threads.execute(() -> resolve(host, project, lookup));
    } catch (RejectedExecutionException e) {
      ended(project);
      throw e;
    }
    return lookup;
  }

  private void ended(long project) {
    byProject.computeIfPresent(project, (_, count) -> count == 1 ? null : count - 1);
  }

  private void resolve(String host, long project, CompletableFuture<InetAddress[]> lookup) {
    try {
      var found = resolver.resolve(host);
      if (ownName.filter(host::equalsIgnoreCase).isPresent()) own.named(found);
      lookup.complete(found);
    } catch (UnknownHostException | RuntimeException | Error e) {
      lookup.completeExceptionally(e);
    } finally {
      // Waits until the entry exists: `computeIfAbsent` holds the map's lock while it starts the
      // lookup.
      running.remove(host, lookup);
      ended(project);
    }
  }

  /// The name was not resolved, because too many others are being resolved.
  static final class Overloaded extends UnknownHostException {
    Overloaded() {
      super("too many names are being resolved");
    }
  }
}
