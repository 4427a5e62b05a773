package coffer.http;

import coffer.core.Field;
import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A front end of tests.
final class ShopFront implements FrontEnd {
  record Item(String name, BigDecimal price) {}

  record Order(List<Item> items) {}

  final EventStreams eventStreams;
  final Set<EventStreams.Stream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicLong projects = new AtomicLong();
  final CountDownLatch slowBegun = new CountDownLatch(1);
  final CountDownLatch slowMayEnd = new CountDownLatch(1);

  ShopFront(EventStreams eventStreams) {
    this.eventStreams = eventStreams;
  }

  @Override
  public String prefix() {
    return "/shop";
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.post("/shop/orders", ctx -> ctx.json(ctx.bodyAsClass(Order.class)));
    routes.get("/shop/orders/{id}", ctx -> ctx.result(ctx.pathParam("id")));
    routes.get(
        "/shop/query",
        ctx -> {
          var name = ctx.queryParamMap().keySet().iterator().next();
          ctx.result(name + "=" + ctx.queryParam(name));
        });
    routes.post(
        "/shop/form",
        ctx -> {
          var form = FormFields.read(ctx);
          ctx.result(form.field("a").orElse("-") + " " + form.field("b").orElse("-"));
        });
    routes.get("/shop/me", ctx -> ctx.result(ClientAddress.of(ctx).getHostAddress()));
    routes.get(
        "/shop/broken",
        _ -> {
          throw new IllegalStateException("the password is hunter2");
        });
    routes.get(
        "/shop/error",
        _ -> {
          throw new StackOverflowError();
        });
    routes.get(
        "/shop/refused",
        _ -> {
          throw new Rejection.AmountTooLarge(Field.Invoice.PRICE).asException();
        });
    routes.get(
        "/shop/slow",
        ctx -> {
          slowBegun.countDown();
          slowMayEnd.await(60, TimeUnit.SECONDS);
          ctx.result("done");
        });
    routes.get("/shop/large", ctx -> ctx.result("x".repeat(50_000_000)));
    routes.get(
        "/shop/download",
        ctx -> {
          var seconds =
              Integer.parseInt(Objects.requireNonNullElse(ctx.queryParam("seconds"), "60"));
          Downloads.begin(ctx, Duration.ofSeconds(seconds));
          for (int i = 0; i < 100; i++) ctx.outputStream().write(new byte[40_000]);
        });
    routes.get(
        "/shop/stream",
        ctx -> eventStreams.serve(ctx, project(ctx), streams::add, streams::remove));
  }

  /// Without a parameter, of a project of its own.
  private long project(Context ctx) {
    var named = ctx.queryParam("project");
    return named == null ? -projects.incrementAndGet() : Long.parseLong(named);
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    ctx.status(409).result("refused: " + rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    Problem.write(ctx, failure);
  }
}
