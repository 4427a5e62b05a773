package coffer.api.getcrypto;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.invoice.Mark;
import coffer.core.merchant.ApiKey;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What is left to strangers who copied a shop's publishable key out of its page.
final class PayerLimitsFlowTest {
  private static final String INVOICES = "/getcrypto/v1/invoices";

  private static GetCryptoWorld world(int perKey, int perBlock, int open, int misses) {
    var limits = new PayerLimits.Limits(perKey, perBlock, open, misses);
    return new GetCryptoWorld(new Limit(0, 1), new PayerLimits(limits));
  }

  private static ApiClient browser(GetCryptoWorld world) {
    return world.client(world.core.project, ApiKey.Kind.PUBLISHABLE, Set.of("*"));
  }

  private static ApiClient.Answer order(GetCryptoWorld world, ApiClient client) {
    return client.post(INVOICES, world.body(GetCryptoWorld.order()));
  }

  @Test
  void aClientMakesSoManyInvoicesWithWhateverKeys() {
    try (var world = world(0, 3, 0, 0)) {
      order(world, browser(world)).is(201);
      browser(world).post(INVOICES, "{}").is(422);
      order(world, browser(world)).is(201);
      var refused = order(world, browser(world)).is(429);
      assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow())).isBetween(1, 20);
      order(world, world.api).is(201);
    }
  }

  @Test
  void aKeyMakesSoManyInvoicesFromWherever() {
    try (var world = world(2, 0, 0, 0)) {
      var busy = browser(world);
      for (int i = 0; i < 2; i++) order(world, busy).is(201);
      order(world, busy).is(429);
      order(world, browser(world)).is(201);
    }
  }

  @Test
  void aProjectHasSoManyOpenInvoicesThatPublishableKeysMade() {
    try (var world = world(0, 0, 2, 0)) {
      var ids = new ArrayList<String>();
      for (int i = 0; i < 2; i++) ids.add(order(world, browser(world)).is(201).get("/data/id"));
      var refused = order(world, browser(world)).is(429);
      assertThat(refused.header("Retry-After")).contains("60");
      order(world, world.api).is(201);
      cancel(world, ids.getFirst());
      order(world, browser(world)).is(201);
      order(world, browser(world)).is(429);
    }
  }

  @Test
  void theBoundHoldsForRequestsAtOnce() throws Exception {
    try (var world = world(0, 0, 3, 0);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 12; i++) tasks.add(() -> order(world, browser(world)).status());
      var statuses = new ArrayList<Integer>();
      for (var answer : threads.invokeAll(tasks)) statuses.add(answer.get());
      assertThat(statuses).filteredOn(status -> status == 201).hasSize(3);
      assertThat(statuses).filteredOn(status -> status == 429).hasSize(9);
    }
  }

  @Test
  void codesCannotBeGuessedOneAfterTheOther() {
    try (var world = world(0, 0, 0, 3)) {
      var id = order(world, world.api).is(201).get("/data/id");
      for (var code : List.of("1", "2", "3")) {
        browser(world).get(INVOICES + "/" + id).is(200);
        browser(world).get(INVOICES + "/in_000000000000" + code).is(400);
      }
      browser(world).get(INVOICES + "/" + id).is(429);
      world.api.get(INVOICES + "/" + id).is(200);
    }
  }

  private static void cancel(GetCryptoWorld world, String id) {
    var core = world.core;
    core.db.run(
        tx -> {
          long row = core.invoices.findByCode(tx, id.substring(3)).orElseThrow();
          core.invoices.mark(
              tx, row, new Mark(Mark.Kind.CANCELLED, "test", "", core.clock.instant()));
        });
  }
}
