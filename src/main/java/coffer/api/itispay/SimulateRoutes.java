package coffer.api.itispay;

import coffer.api.ApiHandler;
import coffer.api.ApiServices;
import coffer.api.RequestAuthenticator;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.db.Db;
import coffer.db.Tx;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.Health;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// `/webhooks/simulate`: answers as soon as the invoice has the requested status and its webhook is
/// queued.
final class SimulateRoutes {
  private static final String JSON = "application/json";
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final int POLLS_PER_BLOCK = 10;

  private final Db db;
  private final RequestAuthenticator authenticator;
  private final Merchants merchants;
  private final Invoices invoices;
  private final StatusChange status;
  private final Simulation simulation;
  private final Health health;
  private final InstantSource clock;
  private final boolean withoutKey;

  SimulateRoutes(
      ApiServices services,
      StatusChange status,
      RequestAuthenticator authenticator,
      boolean withoutKey) {
    this.db = services.db();
    this.authenticator = authenticator;
    this.merchants = services.merchants();
    this.invoices = services.invoices();
    this.status = status;
    this.simulation = new Simulation(services, status);
    this.health = services.health();
    this.clock = services.clock();
    this.withoutKey = withoutKey;
  }

  record SimulatedWire(String status, String message) {}

  /// @param chain the chain of the payment; empty if there is nothing to wait for
  private record Begun(long id, RunningSimulations.Turn turn, Optional<Chain> chain) {}

  void simulate(Context ctx) {
    var principal = principal(ctx);
    var body = ApiHandler.body(ctx, ItIsPayJson.MAPPER);
    var id = body.required("invoice_id", body.text("invoice_id", 100), "");
    var wanted =
        body.required("status", body.word("status", ItIsPayStatus.BY_TEXT), ItIsPayStatus.NEW);
    body.check();
    var begun = db.tx(tx -> begin(tx, principal, ItIsPayCall.invoiceId(id), wanted));
    if (begun.turn == RunningSimulations.Turn.OTHER) {
      ItIsPayErrors.conflict(ctx, "another status of this invoice is being simulated");
      return;
    }
    begun.chain.ifPresent(chain -> await(begun.id, chain, wanted));
    var answer = new SimulatedWire("success", "Webhook sent");
    ctx.result(ItIsPayJson.MAPPER.writeValueAsBytes(answer)).contentType(JSON);
  }

  /// The owner of the key; empty if the request has no key and needs none.
  private Optional<Principal> principal(Context ctx) {
    if (withoutKey && ctx.header(ItIsPayProtocol.KEY) == null) return Optional.empty();
    var principal = authenticator.authenticate(ctx);
    Authenticator.demand(principal, Scope.SANDBOX);
    return Optional.of(principal);
  }

  private Begun begin(Tx tx, Optional<Principal> principal, UUID publicId, ItIsPayStatus wanted) {
    var own = principal.map(ItIsPayCall::project);
    var id =
        own.map(project -> status.find(tx, project, publicId))
            .or(() -> invoices.find(tx, publicId))
            .orElseThrow(() -> new Rejection.NotFound("invoice", "").asException());
    var project = own.orElseGet(() -> project(tx, id));
    if (project.mode() != Mode.TEST) {
      throw new Rejection.InvalidField(
              new Field.At("invoice_id"), "Only what is for testing can be simulated.")
          .asException();
    }
    var turn = RunningSimulations.take(tx, id, wanted, clock.instant());
    var chain =
        switch (turn) {
          case FIRST -> simulation.begin(tx, project, id, wanted);
          case SAME -> simulation.chain(tx, project, id);
          case OTHER -> Optional.<Chain>empty();
        };
    if (turn == RunningSimulations.Turn.FIRST && chain.isEmpty())
      RunningSimulations.end(tx, id, wanted);
    return new Begun(id, turn, chain);
  }

  private Project project(Tx tx, long invoiceId) {
    return merchants.project(tx, invoices.view(tx, invoiceId).project()).orElseThrow();
  }

  /// Polls the invoice until it has the status. The chain is read in the background, perhaps by
  /// another node.
  private void await(long id, Chain chain, ItIsPayStatus wanted) {
    var until = System.nanoTime() + TIMEOUT.toNanos();
    for (int poll = 1; System.nanoTime() < until; poll++) {
      var now = db.tx(tx -> invoices.view(tx, id));
      var shown = ItIsPayStatus.of(now.standing());
      if (shown == wanted || missed(shown, wanted)) {
        db.run(tx -> RunningSimulations.end(tx, id, wanted));
        if (shown != wanted) throw StatusChange.impossible(now, wanted);
        return;
      }
      if (poll % POLLS_PER_BLOCK == 0) db.run(tx -> simulation.goOn(tx, chain, wanted));
      pause();
    }
    throw new Failure.Unavailable(TIMEOUT).asException();
  }

  /// Whether the status can no longer occur: the payment counted before it was in a block, or the
  /// merchant changed the invoice meanwhile.
  private static boolean missed(ItIsPayStatus shown, ItIsPayStatus wanted) {
    return switch (shown) {
      case CANCELLED, ARCHIVED -> true;
      case COMPLETED -> wanted == ItIsPayStatus.PENDING || wanted == ItIsPayStatus.PAID_PARTIAL;
      case NEW, PENDING, EXPIRED, PAID_PARTIAL -> false;
    };
  }

  /// Waits for the next poll, or fails if the server is stopping. The simulation continues, and a
  /// client that retries the same status waits for it.
  private void pause() {
    try {
      if (health.pause(POLL_INTERVAL)) return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new Failure.Unavailable(TIMEOUT).asException();
  }
}
