package coffer.api.itispay;

import coffer.api.ApiServices;
import coffer.core.Rejection;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.Status;
import coffer.core.merchant.Project;
import coffer.core.money.Amount;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/// Brings a test invoice into a status: pays and mines on its simulated chain, or marks the invoice
/// as the merchant would.
final class Simulation {
  private static final String BY = "simulation";
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final Invoices invoices;
  private final StatusChange status;
  private final Chains chains;
  private final SandboxControls sandbox;

  Simulation(ApiServices services, StatusChange status) {
    this.invoices = services.invoices();
    this.status = status;
    this.chains = services.chains();
    this.sandbox = services.sandbox();
  }

  /// @return the chain of the payment, to wait for; empty if the invoice already has the status
  /// @throws Rejection.Refused InvoiceNotOpen if the status cannot be reached
  Optional<Chain> begin(Tx tx, Project project, long id, ItIsPayStatus wanted) {
    var view = invoices.view(tx, id);
    if (ItIsPayStatus.of(view.standing()) == wanted) return Optional.empty();
    return switch (wanted) {
      case NEW, EXPIRED, CANCELLED, ARCHIVED -> {
        var after = status.to(tx, id, wanted, BY, "");
        if (ItIsPayStatus.of(after.standing()) != wanted)
          throw StatusChange.impossible(after, wanted);
        yield Optional.empty();
      }
      case PENDING, COMPLETED, PAID_PARTIAL -> {
        var bare = invoices.unmark(tx, id);
        if (ItIsPayStatus.of(bare.standing()) == wanted) yield Optional.empty();
        yield Optional.of(pay(tx, project, bare, wanted));
      }
    };
  }

  /// The chain of the payment in progress.
  Optional<Chain> chain(Tx tx, Project project, long id) {
    var quotes = invoices.view(tx, id).quotes();
    return quotes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            sandbox.chain(tx, project.organizationId(), quotes.getLast().asset().chain()));
  }

  /// Mines one more block, unless the payment must stay unconfirmed.
  void goOn(Tx tx, Chain chain, ItIsPayStatus wanted) {
    if (wanted != ItIsPayStatus.PENDING) sandbox.mine(tx, chain, 1, Optional.empty());
  }

  private Chain pay(Tx tx, Project project, InvoiceView view, ItIsPayStatus wanted) {
    if (view.quotes().isEmpty() || view.quotes().getLast().due().isEmpty()) {
      throw StatusChange.impossible(view, wanted);
    }
    var quote = view.quotes().getLast();
    var chain = chain(tx, project, view, quote, wanted);
    var amount = amount(view, quote, wanted);
    if (amount.signum() > 0) {
      var asset =
          chains
              .find(project.mode(), project.organizationId(), quote.asset().code(), chain.name())
              .orElseThrow(() -> StatusChange.impossible(view, wanted));
      var to = chains.format(chain).parse(quote.address(), chain).orElseThrow();
      sandbox.pay(tx, chain, asset, to, Amount.ofDecimal(amount, asset).units());
    }
    if (wanted != ItIsPayStatus.PENDING) sandbox.mine(tx, chain, depth(chain), Optional.empty());
    return chain;
  }

  /// The simulated chain of a quote; on a public test network nothing can be simulated.
  private Chain chain(
      Tx tx, Project project, InvoiceView view, QuoteView quote, ItIsPayStatus wanted) {
    try {
      return sandbox.chain(tx, project.organizationId(), quote.asset().chain());
    } catch (Rejection.Refused _) {
      throw StatusChange.impossible(view, wanted);
    }
  }

  /// The amount to pay; zero if an existing payment only needs confirmations.
  private static BigDecimal amount(InvoiceView view, QuoteView quote, ItIsPayStatus wanted) {
    var now = view.standing().status();
    var missing = quote.due().orElseThrow().subtract(quote.seen()).max(BigDecimal.ZERO);
    return switch (wanted) {
      case COMPLETED -> missing;
      case PENDING -> {
        if (now == Status.SETTLED || missing.signum() == 0)
          throw StatusChange.impossible(view, wanted);
        yield missing;
      }
      default -> part(view, quote, wanted);
    };
  }

  /// Half of the amount due or, if the tolerance makes that enough, half of the sufficient amount.
  private static BigDecimal part(InvoiceView view, QuoteView quote, ItIsPayStatus wanted) {
    var now = view.standing().status();
    boolean waits = now == Status.OPEN || now == Status.EXPIRED;
    if (!waits) throw StatusChange.impossible(view, wanted);
    if (view.standing().seen().signum() > 0) return BigDecimal.ZERO;
    var due = quote.due().orElseThrow();
    var enough = due.multiply(HUNDRED.subtract(view.tolerancePercent())).divide(HUNDRED);
    var half = due.divide(TWO);
    var part = half.compareTo(enough) < 0 ? half : enough.divide(TWO);
    var typed = part.setScale(quote.asset().precision(), RoundingMode.DOWN);
    if (typed.signum() == 0) throw StatusChange.impossible(view, wanted);
    return typed;
  }

  private static int depth(Chain chain) {
    return switch (chain.spec().finality()) {
      case Chain.Finality.Tag() -> 1;
      case Chain.Finality.Depth(var blocks) -> blocks;
    };
  }
}
