package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What dialects ask of invoices: an order's only one, a URL in place of the shop's, the past.
class OrdersDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain ethereum = world.chain("ethereum");
  private final Asset usdt = world.asset(ethereum, "USDT");

  private NewInvoice ordered(String dialect, String order) {
    var command = World.command("9", "EUR", usdt);
    return World.ordered(command, dialect, order, "https://shop.example/hook");
  }

  @Test
  void anOrderHasOneInvoiceOfADialect() {
    var first = world.invoice(ordered("one", "7"));
    assertThatThrownBy(() -> world.invoice(ordered("one", "7")))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            e -> assertThat(e.rejection()).isEqualTo(new Rejection.OrderTaken("7")));
    assertThat(world.invoice(ordered("other", "7"))).isNotEqualTo(first);
    assertThat(world.invoice(ordered("one", "8"))).isNotEqualTo(first);
    var found = world.db.tx(tx -> world.invoices.findByOrder(tx, world.project.id(), "one", "7"));
    assertThat(found).contains(world.id(first));
  }

  @Test
  void ofManyAtOnceOneGetsTheOrder() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      Callable<Optional<Rejection>> one =
          () -> {
            try {
              world.invoice(ordered("one", "race"));
              return Optional.empty();
            } catch (Rejection.Refused e) {
              return Optional.of(e.rejection());
            }
          };
      var outcomes = new ArrayList<Optional<Rejection>>();
      for (Future<Optional<Rejection>> done :
          threads.invokeAll(IntStream.range(0, 12).mapToObj(_ -> one).toList())) {
        outcomes.add(done.get());
      }
      assertThat(outcomes).filteredOn(Optional::isEmpty).hasSize(1);
      assertThat(outcomes)
          .filteredOn(Optional::isPresent)
          .allMatch(o -> o.equals(Optional.of(new Rejection.OrderTaken("race"))));
    }
  }

  @Test
  void itsOwnUrlStandsInPlaceOfTheShopsOfTheSameDialect() {
    for (var dialect : List.of("one", "other")) {
      var draft =
          new Destination.Draft(
              world.project.id(),
              Optional.empty(),
              dialect,
              "https://" + dialect + ".example",
              world.project.webhookSecretId(),
              List.of());
      world.db.run(tx -> new Destinations().add(tx, draft, world.now.get()));
    }
    var own = world.invoice(ordered("one", "1"));
    var without = world.invoice("9", "EUR", usdt);
    assertThat(told(own))
        .containsExactlyInAnyOrder("https://shop.example/hook", "https://other.example");
    assertThat(told(without))
        .containsExactlyInAnyOrder("https://one.example", "https://other.example");
  }

  private List<String> told(InvoiceView invoice) {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT t.url FROM delivery d JOIN event e ON e.id = d.event_id
                JOIN destination t ON t.id = d.destination_id WHERE e.invoice_id = ?
                """,
                row -> row.text("url"),
                world.id(invoice)));
  }

  @Test
  void aCodeOfTwelveOrThirteenDigitsNamesAnInvoice() {
    var invoice = world.invoice("9", "EUR", usdt);
    var id = Optional.of(world.id(invoice));
    var code = invoice.code();
    var organization = world.organization.id();
    var project = Optional.of(world.project.id());
    world.db.run(
        tx -> {
          assertThat(world.invoices.findByCode(tx, code)).isEqualTo(id);
          assertThat(world.invoices.findByCode(tx, code.substring(0, 12))).isEqualTo(id);
          assertThat(world.invoices.findByCode(tx, code.substring(0, 11))).isEmpty();
          assertThat(world.invoices.findByCode(tx, code + "0")).isEmpty();
          assertThat(world.invoices.findByCode(tx, other(code))).isEmpty();
          assertThat(world.invoices.findByCode(tx, organization, project, code)).isEqualTo(id);
          assertThat(world.invoices.findByCode(tx, organization, Optional.empty(), code))
              .isEqualTo(id);
          assertThat(world.invoices.findByCode(tx, organization, Optional.of(-1L), code)).isEmpty();
          assertThat(world.invoices.findByCode(tx, -1, Optional.empty(), code)).isEmpty();
        });
  }

  /// The same first twelve digits, another thirteenth.
  private static String other(String code) {
    return code.substring(0, 12) + (code.endsWith("0") ? "1" : "0");
  }

  @Test
  void whatIsKeptAsARecordIsNeverPaid() {
    var at = world.now.get().minus(Duration.ofDays(900));
    var command = World.command("100", "EUR", usdt);
    var kept = world.db.tx(tx -> world.invoices.record(tx, world.project, command, at)).view();
    assertThat(kept).isEqualTo(world.view(kept));
    assertThat(kept.standing().status()).isEqualTo(Status.ARCHIVED);
    assertThat(kept.createdAt()).isEqualTo(at);
    assertThat(kept.updatedAt()).isEqualTo(at);
    assertThat(kept.expiresAt()).isEqualTo(at);
    assertThat(kept.quotes()).isEmpty();
    assertThat(world.events(kept)).containsExactly("invoice.created");
    assertThat(world.expire()).isZero();
    assertThatThrownBy(() -> world.choose(kept, usdt)).isInstanceOf(Rejection.Refused.class);
    assertThatThrownBy(() -> world.db.tx(tx -> world.invoices.unmark(tx, world.id(kept))))
        .isInstanceOf(Rejection.Refused.class);
  }

  private InvoiceView end(InvoiceView invoice) {
    return world.db.tx(tx -> world.invoices.end(tx, world.id(invoice), "key:1", "sold out"));
  }

  /// No chain has passed that time yet, and money may still be on its way.
  @Test
  void itsTimeIsOverByTheMerchantsWordAndMoneyCountsAllTheSame() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pass(Duration.ofMinutes(1));
    var ended = end(invoice);
    assertThat(ended.standing().status()).isEqualTo(Status.EXPIRED);
    assertThat(ended.expiresAt()).isEqualTo(world.now.get());
    assertThat(end(invoice)).isEqualTo(ended);
    world.pass(Duration.ofMinutes(1));
    world.pay(invoice, usdt, "10");
    world.mine(ethereum, 3);
    var paid = world.view(invoice).standing();
    assertThat(paid.status()).isEqualTo(Status.SETTLED);
    assertThat(paid.late()).isTrue();
    assertThat(world.events(invoice)).contains("invoice.expired", "invoice.settled");
    assertThatThrownBy(() -> end(invoice)).isInstanceOf(Rejection.Refused.class);
  }

  /// A reorg takes the money away: the word still holds.
  @Test
  void anEndedInvoiceThatLosesItsMoneyIsExpiredAgain() {
    var invoice = world.invoice("9", "EUR", usdt);
    end(invoice);
    world.pay(invoice, usdt, "10");
    world.mine(ethereum, 3);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
    world.db.run(tx -> world.sandbox.reorg(tx, ethereum, 3, SandboxControls.Outcome.DROP));
    world.scan(ethereum);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.EXPIRED);
  }

  @Test
  void aProjectsNameIsTakenOnce() {
    var organization = world.organization.id();
    assertThatThrownBy(
            () -> world.db.run(tx -> world.merchants.requireNewName(tx, organization, "Web")))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            e -> assertThat(e.rejection()).isEqualTo(new Rejection.NameTaken("Web")));
    world.db.run(tx -> world.merchants.requireNewName(tx, organization, "Another"));
  }

  /// A payer who was told one sum and one end may take his time: the rate of the day is not his
  /// business before it.
  @Test
  void aSumIsGoodUntilTheEndWhereThatWasPromised() {
    var usual = world.invoice(World.command("9", "EUR", usdt));
    var promised = world.invoice(World.promised(World.command("9", "EUR", usdt)));
    assertThat(usual.quotes().getFirst().validUntil()).isBefore(usual.expiresAt());
    assertThat(promised.quotes().getFirst().validUntil()).isEqualTo(promised.expiresAt());
    assertThat(world.view(promised)).isEqualTo(promised);
    world.pass(Duration.ofMinutes(30));
    world.db.run(tx -> tx.update("UPDATE rate SET value = value * 0.99"));
    for (var invoice : List.of(usual, promised)) world.pay(invoice, usdt, "10");
    world.mine(ethereum, 3);
    assertThat(world.view(usual).standing().status()).isEqualTo(Status.OPEN);
    assertThat(world.view(promised).standing().status()).isEqualTo(Status.SETTLED);
  }

  /// A new project takes a while; the shops that there are go on selling.
  @Test
  void whileANameIsTakenInvoicesAreMade() {
    world.db.run(
        tx -> {
          world.merchants.requireNewName(tx, world.organization.id(), "Third");
          var made = CompletableFuture.supplyAsync(() -> world.invoice("9", "EUR", usdt));
          assertThat(made).succeedsWithin(Duration.ofSeconds(5));
        });
  }
}
