package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.chain.SandboxControls;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Project;
import coffer.core.money.Amount;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The routes `/sandbox`: commands of a test project to the simulated chains of its organization.
final class SandboxRoutes {
  private static final BigDecimal MAX_COINS = BigDecimal.TEN.pow(15);
  private static final Map<String, Outcome> OUTCOMES =
      Map.of(
          "drop", Outcome.DROP,
          "remine", Outcome.REMINE,
          "return_to_mempool", Outcome.RETURN_TO_MEMPOOL);

  private final SandboxControls sandbox;
  private final Chains chains;
  private final Invoices invoices;

  SandboxRoutes(ApiServices services) {
    this.sandbox = services.sandbox();
    this.chains = services.chains();
    this.invoices = services.invoices();
  }

  /// A simulated payment.
  private record Pay(
      Optional<UUID> invoice,
      Optional<String> address,
      Optional<String> asset,
      Optional<String> network,
      Optional<Decimal> amount,
      Optional<BigDecimal> percent,
      long mine) {
    static Pay read(BodyFields body) {
      var pay =
          new Pay(
              body.id("invoice"),
              body.text("address", 200),
              body.text("asset", 20),
              body.text("network", 40),
              size(body),
              body.percent("percent"),
              body.whole("mine", 0, 1000).orElse(0L));
      if (!body.has("invoice")) {
        body.required("address", pay.address, "");
        body.required("asset", pay.asset, "");
        body.required("network", pay.network, "");
        body.required("amount", pay.amount, Decimal.exact(BigDecimal.ZERO));
      }
      return pay;
    }
  }

  private static Optional<Decimal> size(BodyFields body) {
    var amount = body.amount("amount");
    if (amount.isPresent() && amount.get().signum() == 0) {
      body.wrong("amount", "Must be more than zero.");
    }
    if (amount.isPresent() && amount.get().value().compareTo(MAX_COINS) > 0) {
      body.wrong("amount", "Must be at most " + MAX_COINS.toPlainString() + ".");
    }
    return amount;
  }

  Command pay(CofferCall call, BodyFields body) {
    var pay = Pay.read(body);
    return Command.creating(
        "sandbox_tx",
        tx -> {
          var quote = pay.invoice.map(id -> quote(tx, call.project(), id, pay));
          var network = quote.map(q -> q.asset().chain()).or(pay::network).orElseThrow();
          var chain = chain(tx, call.project(), network);
          var code = quote.map(q -> q.asset().code()).or(pay::asset).orElseThrow();
          var output = output(call.project(), chain, code, address(pay, quote), sum(pay, quote));
          var txid = sandbox.pay(tx, chain, List.of(output), Optional.empty());
          if (pay.mine > 0) sandbox.mine(tx, chain, (int) pay.mine, Optional.empty());
          return shown(tx, chain, txid);
        },
        (tx, id) -> again(tx, call.project(), id));
  }

  Command mine(CofferCall call, BodyFields body) {
    var network = network(body);
    var blocks = body.whole("blocks", 1, 1000).orElse(1L);
    return Command.creating(
        "sandbox_block",
        tx -> {
          var chain = chain(tx, call.project(), network);
          var added = sandbox.mine(tx, chain, blocks.intValue(), Optional.empty());
          return head(chain, added.getLast().height());
        },
        (tx, height) -> SandboxWire.head(chain(tx, call.project(), network), height));
  }

  Command reorg(CofferCall call, BodyFields body) {
    var network = network(body);
    var depth = body.whole("depth", 1, 1000).orElse(1L);
    var outcome = body.choice("outcome", OUTCOMES).orElse(Outcome.DROP);
    return Command.creating(
        "sandbox_block",
        tx -> {
          var chain = chain(tx, call.project(), network);
          var added = sandbox.reorg(tx, chain, depth.intValue(), outcome);
          return head(chain, added.getLast().height());
        },
        (tx, height) -> SandboxWire.head(chain(tx, call.project(), network), height));
  }

  Command replace(CofferCall call, BodyFields body) {
    var network = network(body);
    var txid = txid(body);
    var address = body.text("address", 200);
    var asset = body.text("asset", 20);
    var amount = size(body);
    boolean other = body.has("address") || body.has("asset") || body.has("amount");
    if (other) {
      body.required("address", address, "");
      body.required("asset", asset, "");
      body.required("amount", amount, Decimal.exact(BigDecimal.ZERO));
    }
    return Command.creating(
        "sandbox_tx",
        tx -> {
          var chain = chain(tx, call.project(), network);
          var outputs =
              asset.map(code -> output(call.project(), chain, code, address, amount)).map(List::of);
          return shown(tx, chain, sandbox.replace(tx, chain, txid, outputs));
        },
        (tx, id) -> again(tx, call.project(), id));
  }

  Command evict(CofferCall call, BodyFields body) {
    var network = network(body);
    var txid = txid(body);
    return Command.creating(
        "sandbox_tx",
        tx -> {
          var chain = chain(tx, call.project(), network);
          sandbox.evict(tx, chain, txid);
          return shown(tx, chain, txid);
        },
        (tx, id) -> again(tx, call.project(), id));
  }

  private Chain chain(Tx tx, Project project, String network) {
    if (project.mode() != Mode.TEST) {
      throw new Rejection.NotFound("sandbox", network).asException();
    }
    return sandbox.chain(tx, project.organizationId(), network);
  }

  private static Done<Object> head(Chain chain, long height) {
    return new Done<>(height, SandboxWire.head(chain, height));
  }

  private Done<Object> shown(Tx tx, Chain chain, String txid) {
    var made = sandbox.transaction(tx, chain, txid).orElseThrow();
    return new Done<>(made.id(), SandboxWire.of(made, chain, chains));
  }

  private Object again(Tx tx, Project project, long id) {
    return sandbox
        .transaction(tx, project.organizationId(), id)
        .map(
            made -> SandboxWire.of(made, chains.chainOf(made.outputs().getFirst().asset()), chains))
        .orElseThrow(() -> new Rejection.NotFound("transaction", "").asException());
  }

  /// The quote to pay: the newest of that asset, or the newest of all.
  private QuoteView quote(Tx tx, Project project, UUID id, Pay pay) {
    var invoice =
        invoices
            .find(tx, project.id(), id)
            .orElseThrow(() -> new Rejection.NotFound("invoice", id.toString()).asException());
    return invoices.view(tx, invoice).quotes().reversed().stream()
        .filter(quote -> pay.asset.isEmpty() || pay.asset.get().equals(quote.asset().code()))
        .filter(
            quote ->
                pay.network.isEmpty()
                    || pay.network.get().equals(quote.asset().network())
                    || pay.network.get().equals(quote.asset().chain()))
        .findFirst()
        .orElseThrow(() -> invalid("invoice", "It has no such quote yet: choose an asset first."));
  }

  private static Optional<String> address(Pay pay, Optional<QuoteView> quote) {
    return pay.address.or(() -> quote.map(QuoteView::address));
  }

  /// The requested amount or, without one, the requested percentage of the missing amount or,
  /// without that, the whole missing amount.
  private static Optional<Decimal> sum(Pay pay, Optional<QuoteView> quote) {
    if (pay.amount.isPresent()) return pay.amount;
    var due =
        quote
            .flatMap(q -> q.due().map(all -> all.subtract(q.seen())))
            .filter(missing -> missing.signum() > 0)
            .orElseThrow(() -> invalid("amount", "Nothing is due: name an amount."));
    if (pay.percent.isEmpty()) return Optional.of(Decimal.exact(due));
    var part = due.multiply(pay.percent.get()).movePointLeft(2);
    var typed = part.setScale(due.scale(), RoundingMode.DOWN);
    if (typed.signum() == 0) throw invalid("percent", "Nothing is left to pay of that part.");
    return Optional.of(Decimal.exact(typed));
  }

  private Output output(
      Project project,
      Chain chain,
      String code,
      Optional<String> address,
      Optional<Decimal> amount) {
    var asset =
        chains
            .find(project.mode(), project.organizationId(), code, chain.name())
            .filter(found -> found.chainId() == chain.id())
            .orElseThrow(
                () ->
                    new Rejection.AssetUnavailable(new Field.At("asset"), code, chain.network())
                        .asException());
    var to =
        address
            .flatMap(text -> chains.format(chain).parse(text, chain))
            .orElseThrow(() -> invalid("address", "Is no address of " + chain.network() + "."));
    return output(asset, to, amount.orElseThrow());
  }

  private static Output output(Asset asset, Address to, Decimal amount) {
    return amount
        .at(asset.decimals())
        .map(coins -> new Output(asset, to, Amount.ofDecimal(coins, asset).units()))
        .orElseThrow(
            () -> new Rejection.TooPrecise(new Field.At("amount"), asset.decimals()).asException());
  }

  private static String network(BodyFields body) {
    return body.required("network", body.text("network", 40), "");
  }

  private static String txid(BodyFields body) {
    return body.required("txid", body.text("txid", 100), "");
  }

  private static Rejection.Refused invalid(String field, String reason) {
    return new Rejection.InvalidField(new Field.At(field), reason).asException();
  }
}
