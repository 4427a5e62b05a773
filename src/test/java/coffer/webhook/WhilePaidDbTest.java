package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.World;
import coffer.api.coinvoice.CoinVoiceWebhook;
import coffer.api.getcrypto.GetCryptoWebhook;
import coffer.core.Cidr;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Status;
import coffer.db.TestDb;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// APIs that tell of nothing but that an invoice was paid do not tell it late, when the money is
/// gone again.
class WhilePaidDbTest {
  @AutoClose private final World world = new World(TestDb.address());
  private final Chain chain = world.chain("ethereum");
  private final Asset eth = world.asset(chain, "ETH");
  private final AtomicInteger failures = new AtomicInteger(1);

  @ParameterizedTest
  @ValueSource(strings = {"coinvoice", "getcrypto"})
  void whatAReorgTookAwayIsNotToldAsPaid(String dialect) throws Exception {
    try (var receiver = receiver();
        var worker = worker()) {
      var invoice = refusedOnce(dialect, receiver, worker);
      world.db.run(tx -> world.sandbox.reorg(tx, chain, 3, Outcome.DROP));
      world.scan(chain);
      assertThat(status(invoice)).isEqualTo(Status.OPEN);
      later(worker);
      assertThat(receiver.requests).as("nothing more").hasSize(1);
      assertThat(skipped()).containsExactly("overtaken");

      world.rates.refresh(world.db);
      world.choose(invoice, eth);
      world.pay(invoice, eth, "0.004");
      world.mine(chain, World.DEPTH);
      assertThat(status(invoice)).isEqualTo(Status.SETTLED);
      later(worker);
      assertThat(receiver.requests).as("it is paid again").hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coinvoice", "getcrypto"})
  void whatHappenedToAPaidInvoiceSinceChangesNothing(String dialect) throws Exception {
    try (var receiver = receiver();
        var worker = worker()) {
      var invoice = refusedOnce(dialect, receiver, worker);
      world.pay(invoice, eth, "0.001"); // too much
      world.mine(chain, World.DEPTH);
      var mark = new Mark(Mark.Kind.ARCHIVED, "test", "", world.now.get());
      world.db.run(tx -> world.invoices.mark(tx, world.id(invoice), mark));
      later(worker);
      assertThat(receiver.requests).hasSize(2);
      assertThat(receiver.requests.getLast().body()).isEqualTo(receiver.requests.getFirst().body());
    }
  }

  private InvoiceView refusedOnce(String dialect, Receiver receiver, DeliveryWorker worker) {
    tell(dialect, receiver.url("/"));
    var invoice = world.invoice("9", "EUR", eth);
    world.pay(invoice, eth, "0.0036");
    world.mine(chain, World.DEPTH);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    await()
        .until(
            () -> {
              work(worker);
              // What a busy machine could not send is due again a moment later.
              if (receiver.requests.isEmpty()) world.pass(Duration.ofSeconds(1));
              return !receiver.requests.isEmpty();
            });
    assertThat(receiver.requests).as("answered with 503").hasSize(1);
    return invoice;
  }

  private Receiver receiver() throws IOException {
    return Receiver.of(
        (_, out) -> out.write(Receiver.response(failures.getAndDecrement() > 0 ? 503 : 200, "ok")));
  }

  private DeliveryWorker worker() {
    var client = new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");
    var formats =
        List.of(
            new CoinVoiceWebhook(),
            new GetCryptoWebhook(_ -> "0123456789abc", "https://pay.example"));
    return new DeliveryWorker(world.db, Plain.SECRETS, client, formats, world.clock);
  }

  private void tell(String dialect, String url) {
    var draft =
        new Destination.Draft(
            world.project.id(),
            Optional.empty(),
            dialect,
            url,
            world.project.webhookSecretId(),
            List.of());
    world.db.run(tx -> new Destinations().add(tx, draft, world.now.get()));
  }

  /// Less than the hour that the invoice has, which a busy machine has used some seconds of.
  private void later(DeliveryWorker worker) {
    world.pass(Duration.ofMinutes(50));
    work(worker);
  }

  private void work(DeliveryWorker worker) {
    while (worker.step() > 0) await().until(this::idle);
  }

  private boolean idle() {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT count(*) AS n FROM delivery WHERE holder IS NOT NULL",
                row -> row.number("n") == 0));
  }

  private List<String> skipped() {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT d.skipped FROM delivery d JOIN event e ON e.id = d.event_id
                WHERE d.project_id = ? AND e.type = 'invoice.settled' AND d.status = 'skipped'
                """,
                row -> row.text("skipped"),
                world.project.id()));
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }
}
