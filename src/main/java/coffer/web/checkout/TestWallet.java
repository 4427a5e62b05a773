package coffer.web.checkout;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.chain.SandboxControls;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.merchant.Project;
import coffer.core.money.Amount;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a payer does on a simulated chain, for those who try the payment page. Only invoices in
/// test mode whose quote is on a simulated chain have it.
final class TestWallet {
  private static final BigDecimal PART = new BigDecimal("0.5");
  private static final BigDecimal MORE = new BigDecimal("1.25");

  /// A reorg that a page asks for undoes at most this many blocks.
  private static final long MAX_DEPTH = 6;

  private final SandboxControls sandbox;
  private final Chains chains;

  TestWallet(SandboxControls sandbox, Chains chains) {
    this.sandbox = sandbox;
    this.chains = chains;
  }

  /// What the payer does.
  enum Act {
    /// pays exactly what is due
    EXACT,
    /// pays half of it
    PART,
    /// pays a quarter more
    MORE,
    /// sends one coin of another kind to the same address
    WRONG,
    /// adds a block to the chain
    MINE,
    /// undoes the blocks since the payment; its transaction waits for a block again
    REORG;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Act> of(String text) {
      return Arrays.stream(values()).filter(act -> act.text().equals(text)).findFirst();
    }
  }

  /// The possible acts; empty if the invoice is not on a simulated chain, or is closed.
  List<Act> acts(InvoiceView invoice, Project project) {
    var quote = quote(invoice);
    if (project.mode() != Mode.TEST || quote.isEmpty()) return List.of();
    if (asset(project, quote.get()).map(it -> !onSandbox(it)).orElse(true)) return List.of();
    var acts = new ArrayList<Act>();
    switch (invoice.standing().status()) {
      case OPEN, EXPIRED -> {
        acts.addAll(List.of(Act.EXACT, Act.PART, Act.MORE));
        if (other(project, quote.get()).isPresent()) acts.add(Act.WRONG);
      }
      case CONFIRMING, SETTLED, CANCELLED, ARCHIVED -> {}
    }
    var waiting = waiting(invoice);
    if (waiting.isPresent()) acts.add(Act.MINE);
    if (waiting.filter(TestWallet::undoable).isPresent()) acts.add(Act.REORG);
    return acts;
  }

  /// @throws Rejection.Refused if the act is not possible now
  void act(Tx tx, InvoiceView invoice, Project project, Act act) {
    if (!acts(invoice, project).contains(act)) {
      throw new Rejection.InvalidField(new Field.At("act"), "Not possible now.").asException();
    }
    var quote = quote(invoice).orElseThrow();
    var chain = sandbox.chain(tx, project.organizationId(), quote.asset().chain());
    switch (act) {
      case EXACT -> pay(tx, project, chain, quote, BigDecimal.ONE);
      case PART -> pay(tx, project, chain, quote, PART);
      case MORE -> pay(tx, project, chain, quote, MORE);
      case WRONG -> pay(tx, chain, other(project, quote).orElseThrow(), quote, BigDecimal.ONE);
      case MINE -> sandbox.mine(tx, chain, 1, Optional.empty());
      case REORG -> {
        var depth = waiting(invoice).orElseThrow().confirmations();
        sandbox.reorg(tx, chain, (int) depth, Outcome.RETURN_TO_MEMPOOL);
      }
    }
  }

  private void pay(Tx tx, Project project, Chain chain, QuoteView quote, BigDecimal share) {
    var due = quote.rest().or(quote::due).orElse(BigDecimal.ONE);
    var places = quote.asset().precision();
    var least = BigDecimal.ONE.movePointLeft(places);
    var coins = due.multiply(share).setScale(Math.max(places, due.scale()), RoundingMode.DOWN);
    pay(tx, chain, asset(project, quote).orElseThrow(), quote, coins.max(least));
  }

  private void pay(Tx tx, Chain chain, Asset asset, QuoteView quote, BigDecimal coins) {
    var to = chains.format(chain).parse(quote.address(), chain).orElseThrow();
    var exact = coins.setScale(Math.min(coins.scale(), asset.decimals()), RoundingMode.DOWN);
    sandbox.pay(tx, chain, asset, to, Amount.ofDecimal(exact, asset).units());
  }

  private Optional<Asset> asset(Project project, QuoteView quote) {
    return chains.find(
        project.mode(), project.organizationId(), quote.asset().code(), quote.asset().chain());
  }

  private boolean onSandbox(Asset asset) {
    return chains.chainOf(asset).spec().sandbox();
  }

  /// Another asset of the quote's chain, one that the invoice has no quote for.
  private Optional<Asset> other(Project project, QuoteView quote) {
    var own = asset(project, quote);
    return own.flatMap(
        asset ->
            chains.offered(project.mode(), project.organizationId()).stream()
                .filter(each -> each.chainId() == asset.chainId() && each.id() != asset.id())
                .min(Comparator.comparingInt(Asset::id)));
  }

  private static Optional<QuoteView> quote(InvoiceView invoice) {
    return invoice.quotes().reversed().stream().filter(QuoteView::current).findFirst();
  }

  private static Optional<PaymentView> waiting(InvoiceView invoice) {
    return invoice.payments().reversed().stream()
        .filter(payment -> payment.status() == PaymentStatus.SEEN)
        .findFirst();
  }

  private static boolean undoable(PaymentView payment) {
    return payment.confirmations() > 0 && payment.confirmations() <= MAX_DEPTH;
  }
}
