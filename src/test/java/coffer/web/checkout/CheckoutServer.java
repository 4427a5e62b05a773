package coffer.web.checkout;

import coffer.World;
import coffer.api.FrameMessage;
import coffer.core.event.EventTail;
import coffer.http.ClientAddress;
import coffer.http.EventStreams;
import coffer.http.Health;
import coffer.http.HttpServer;
import coffer.http.Metrics;
import coffer.http.PathAliases;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The payment pages of a world over HTTP.
final class CheckoutServer implements AutoCloseable {
  private static final PathAliases MOUNTS =
      new PathAliases(Map.of("shop.example", "/shop"), List.of("/pay", "/invoice"), List.of());

  private final EventTail tail;
  private final Checkout checkout;
  private final HttpServer server;

  CheckoutServer(World world) {
    tail = new EventTail(world.db, Duration.ofMillis(20)).start();
    var streams = new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(10)));
    checkout =
        new Checkout(
                world.db,
                world.invoices,
                world.merchants,
                tail,
                streams,
                new PayerLimits(new PayerLimits.Limits(0, 0, 0, 20)),
                world.sandbox,
                world.chains,
                invoice -> FrameMessage.of(invoice).json(),
                world.clock)
            .start();
    server =
        new HttpServer(
                new HttpServer.Settings(
                    "127.0.0.1",
                    0,
                    10_000,
                    MOUNTS,
                    false,
                    Duration.ofSeconds(5),
                    HttpServer.ConnectionLimits.DEFAULT),
                List.of(checkout, checkout.at("/shop/pay"), checkout.at("/invoice")),
                new ClientAddress(List.of()),
                new RateLimiter(new RateLimiter.Limit(0, 1)),
                new Health(List::of),
                new Metrics(List.of()),
                streams)
            .start();
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    checkout.close();
    tail.close();
  }
}
