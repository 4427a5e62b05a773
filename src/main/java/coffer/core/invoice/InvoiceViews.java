package coffer.core.invoice;

import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds views of invoices and payments; reads nothing from the database.
public final class InvoiceViews {
  /// The maximum number of payments in a view. Every event of the invoice contains them.
  private static final int MAX_PAYMENTS = 50;

  /// By how many price units the rest of a quote and the rest of the price may differ because of
  /// rounding.
  private static final BigInteger ROUNDING = BigInteger.valueOf(100);

  private final Chains chains;

  public InvoiceViews(Chains chains) {
    this.chains = chains;
  }

  /// @param now the time for which the standing was computed
  public InvoiceView view(InvoiceWithPayments withPayments, Standing standing, Instant now) {
    var invoice = withPayments.invoice();
    var decided = withPayments.decided(now);
    return new InvoiceView(
        invoice.publicId(),
        invoice.code(),
        invoice.owner().project(),
        invoice.owner().mode().text(),
        invoice.dialect(),
        invoice.details().orderId(),
        invoice.details().description(),
        invoice.details().meta(),
        invoice.pricing().currency().code(),
        invoice.pricing().price().map(InvoiceViews::price),
        invoice.pricing().tolerancePercent().stripTrailingZeros(),
        invoice.acceptance().options().stream().map(chains::asset).map(this::asset).toList(),
        quotes(withPayments, standing),
        withPayments.told(MAX_PAYMENTS, decided).stream()
            .map(payment -> payment(withPayments, payment))
            .toList(),
        decided.map(Payment::publicId),
        standing,
        invoice.state().mark(),
        invoice.details().returnUrl(),
        invoice.owner().customer().map(Invoice.ForCustomer::view),
        invoice.pricing().slippagePercent().map(BigDecimal::stripTrailingZeros),
        invoice.period().createdAt(),
        invoice.period().expiresAt(),
        invoice.period().monitorUntil(),
        invoice.state().updatedAt(),
        invoice.state().version());
  }

  String option(Asset asset) {
    return asset.code() + ":" + chains.chainOf(asset).name();
  }

  PaymentView payment(InvoiceWithPayments withPayments, Payment payment) {
    return payment(payment, withPayments.quotes(), withPayments.progress(payment.asset()));
  }

  public PaymentView payment(
      Payment payment, List<Quote> quotes, InvoiceWithPayments.Progress progress) {
    var chain = chains.chainOf(payment.asset());
    var quote =
        quotes.stream()
            .filter(q -> payment.claim().quoteId().equals(Optional.of(q.id())))
            .findFirst();
    return new PaymentView(
        payment.publicId(),
        asset(payment.asset()),
        payment.transfer().txid(),
        payment.transfer().position(),
        chains.text(payment.transfer().address(), chain),
        payment.transfer().sender(),
        coins(payment.transfer().units(), payment.asset()),
        worth(payment, quote).map(InvoiceViews::price),
        payment.progress().status(),
        payment.claim().orphan(),
        payment.risk(),
        payment.progress().blockHeight(),
        payment.progress().blockHash(),
        payment
            .progress()
            .blockHeight()
            .map(height -> Math.max(0, progress.height() - height + 1))
            .orElse(0L),
        needed(payment, chain),
        payment.progress().seenAt(),
        payment.progress().paidAt(),
        payment.progress().confirmedAt(),
        Optional.of(chain.spec().explorerTx())
            .filter(url -> !url.isEmpty())
            .map(url -> url.replace("{txid}", payment.transfer().txid())),
        payment.transfer().facts());
  }

  private static Optional<Integer> needed(Payment payment, Chain chain) {
    return payment
        .claim()
        .depth()
        .or(
            () ->
                switch (chain.spec().finality()) {
                  case Chain.Finality.Tag() -> Optional.empty();
                  case Chain.Finality.Depth(var blocks) -> Optional.of(blocks);
                });
  }

  AssetView asset(Asset asset) {
    var chain = chains.chainOf(asset);
    return new AssetView(
        asset.code(),
        chain.network(),
        chain.name(),
        chain.spec().title(),
        asset.contract(),
        asset.decimals(),
        asset.precision());
  }

  private List<QuoteView> quotes(InvoiceWithPayments withPayments, Standing standing) {
    var newest = new HashMap<Integer, Long>();
    for (var quote : withPayments.quotes()) newest.merge(quote.asset().id(), quote.id(), Math::max);
    return withPayments.quotes().stream()
        .map(quote -> quote(quote, withPayments.quoted(quote), standing, newest))
        .toList();
  }

  private QuoteView quote(
      Quote quote, Standing.Quoted quoted, Standing standing, Map<Integer, Long> newest) {
    var asset = quote.asset();
    var chain = chains.chainOf(asset);
    var seen = quoted.paid().stream().filter(Standing.Paid::counts).toList();
    return new QuoteView(
        asset(asset),
        chains.text(quote.address(), chain),
        chains.format(chain).paymentUri(quote.address(), asset, chain, quote.due()),
        quote.worth().map(InvoiceViews::price),
        quote.due().map(units -> coins(units, asset)),
        quote.sum().map(sum -> coins(sum.base(), asset)),
        coins(quote.sum().map(Quote.Sum::fees).orElse(BigInteger.ZERO), asset),
        coins(quote.sum().map(Quote.Sum::insurance).orElse(BigInteger.ZERO), asset),
        quote.rate().stripTrailingZeros(),
        coins(sum(seen), asset),
        coins(sum(quoted.paid().stream().filter(Standing.Paid::settles).toList()), asset),
        rest(quote, quoted.units(seen), standing).map(units -> coins(units, asset)),
        quote.createdAt(),
        quote.validUntil(),
        Optional.of(quote.id()).equals(Optional.ofNullable(newest.get(asset.id()))),
        quote.depositAddress());
  }

  /// The rest of the quote, in base units, if it is equal to the rest of the price. Rounded up to
  /// an amount that a payer can type and a wallet can send.
  private Optional<BigInteger> rest(Quote quote, BigInteger counted, Standing standing) {
    if (quote.due().isEmpty() || standing.price().isEmpty()) return Optional.empty();
    var due = quote.due().get();
    var rest = due.subtract(counted);
    if (rest.signum() <= 0) return Optional.empty();
    var asked = quote.worth().orElseThrow().multiply(rest).divide(due);
    var missing = standing.price().get().subtract(standing.seen());
    if (asked.subtract(missing).abs().compareTo(ROUNDING) > 0) return Optional.empty();
    return Optional.of(counted.signum() == 0 ? due : sendable(rest, quote.asset()));
  }

  private BigInteger sendable(BigInteger units, Asset asset) {
    var step = asset.step();
    var steps = units.add(step).subtract(BigInteger.ONE).divide(step);
    return steps.multiply(step).max(chains.leastUnits(asset));
  }

  private static Optional<BigInteger> worth(Payment payment, Optional<Quote> quote) {
    if (payment.claim().orphan().isPresent()) return Optional.empty();
    if (payment.claim().worth().isPresent()) return payment.claim().worth();
    return quote.filter(q -> q.due().isPresent()).map(q -> atRate(q, payment.transfer().units()));
  }

  private static BigInteger atRate(Quote quote, BigInteger units) {
    return quote.quoted(Instant.EPOCH, List.of()).atRate(units);
  }

  private static BigInteger sum(List<Standing.Paid> paid) {
    return paid.stream().map(Standing.Paid::units).reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static BigDecimal price(BigInteger units) {
    return new BigDecimal(units, Denomination.DECIMALS);
  }

  private static BigDecimal coins(BigInteger units, Asset asset) {
    return new BigDecimal(units, asset.decimals());
  }
}
