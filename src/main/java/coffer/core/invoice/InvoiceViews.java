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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes what is told of an invoice from its dossier: a pure translation.
final class InvoiceViews {
  /// Some chains carry dust for almost nothing: were all payments told with each of them, thousands
  /// of them in one block would be more than the memory holds.
  private static final int MOST_PAYMENTS = 50;

  private final Chains chains;

  InvoiceViews(Chains chains) {
    this.chains = chains;
  }

  InvoiceView view(Dossier dossier, Standing standing) {
    var invoice = dossier.invoice();
    return new InvoiceView(
        invoice.publicId(),
        invoice.code(),
        invoice.project(),
        invoice.mode().text(),
        invoice.dialect(),
        invoice.orderId(),
        invoice.description(),
        invoice.meta(),
        invoice.currency().code(),
        invoice.price().map(InvoiceViews::price),
        invoice.tolerancePercent().stripTrailingZeros(),
        invoice.options().stream().map(chains::asset).map(this::asset).toList(),
        quotes(dossier),
        dossier.payments().stream()
            .skip(Math.max(0, dossier.payments().size() - MOST_PAYMENTS))
            .map(payment -> payment(dossier, payment))
            .toList(),
        standing,
        invoice.mark(),
        invoice.returnUrl(),
        invoice.createdAt(),
        invoice.expiresAt(),
        invoice.monitorUntil(),
        invoice.updatedAt(),
        invoice.version());
  }

  PaymentView payment(Dossier dossier, Payment payment) {
    return payment(payment, dossier.quotes(), dossier.progress(payment.asset()));
  }

  PaymentView payment(Payment payment, List<Quote> quotes, Dossier.Progress progress) {
    var chain = chains.chainOf(payment.asset());
    var quote =
        quotes.stream().filter(q -> payment.quoteId().equals(Optional.of(q.id()))).findFirst();
    return new PaymentView(
        payment.publicId(),
        asset(payment.asset()),
        payment.txid(),
        payment.position(),
        chains.text(payment.address(), chain),
        payment.sender(),
        coins(payment.units(), payment.asset()),
        worth(payment, quote).map(InvoiceViews::price),
        payment.status(),
        payment.orphan(),
        payment.risk(),
        payment.blockHeight(),
        payment.blockHash(),
        payment.blockHeight().map(height -> Math.max(0, progress.height() - height + 1)).orElse(0L),
        needed(payment, chain),
        payment.seenAt(),
        payment.paidAt(),
        payment.confirmedAt(),
        Optional.of(chain.spec().explorerTx())
            .filter(url -> !url.isEmpty())
            .map(url -> url.replace("{txid}", payment.txid())),
        payment.facts());
  }

  private static Optional<Integer> needed(Payment payment, Chain chain) {
    return payment
        .acceptDepth()
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

  private List<QuoteView> quotes(Dossier dossier) {
    var newest = new HashMap<Integer, Long>();
    for (var quote : dossier.quotes()) newest.merge(quote.asset().id(), quote.id(), Math::max);
    return dossier.quotes().stream()
        .map(quote -> quote(quote, dossier.payments(), newest))
        .toList();
  }

  private QuoteView quote(Quote quote, List<Payment> payments, Map<Integer, Long> newest) {
    var asset = quote.asset();
    var chain = chains.chainOf(asset);
    var paid =
        payments.stream()
            .filter(p -> p.counts() && p.quoteId().equals(Optional.of(quote.id())))
            .map(Payment::paid)
            .toList();
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
        coins(sum(paid.stream().filter(Standing.Paid::counts).toList()), asset),
        coins(sum(paid.stream().filter(Standing.Paid::settles).toList()), asset),
        quote.createdAt(),
        quote.validUntil(),
        Optional.of(quote.id()).equals(Optional.ofNullable(newest.get(asset.id()))));
  }

  private static Optional<BigInteger> worth(Payment payment, Optional<Quote> quote) {
    if (payment.orphan().isPresent()) return Optional.empty();
    if (payment.worth().isPresent()) return payment.worth();
    return quote.filter(q -> q.due().isPresent()).map(q -> atRate(q, payment.units()));
  }

  private static BigInteger atRate(Quote quote, BigInteger units) {
    var worth = quote.worth().orElseThrow();
    return Standing.atRate(worth, quote.due().orElseThrow(), quote.asset(), units);
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
