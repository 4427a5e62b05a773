package coffer.core.invoice;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.merchant.Project;
import coffer.core.money.Amount;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/// Makes quotes: an address, and a sum at a rate that is promised for a while.
final class QuoteCreation {
  private final InvoiceStore store;
  private final Chains chains;
  private final Rates rates;
  private final Wallets wallets;

  QuoteCreation(InvoiceStore store, Chains chains, Rates rates, Wallets wallets) {
    this.store = store;
    this.chains = chains;
    this.rates = rates;
    this.wallets = wallets;
  }

  /// Whether the project may offer the asset at all.
  void check(Field field, Asset asset, Project project) {
    requireOffered(field, asset, project.mode(), project.organizationId());
  }

  Optional<Asset> option(Invoice invoice, String code, String chain) {
    return invoice.options().stream()
        .map(chains::asset)
        .filter(asset -> asset.code().equals(code) && chains.chainOf(asset).name().equals(chain))
        .findFirst();
  }

  Rejection unavailable(Field field, Asset asset) {
    return new Rejection.AssetUnavailable(field, asset.code(), chains.chainOf(asset).network());
  }

  /// Quotes what is still missing in an asset, at the invoice's address of that family.
  ///
  /// @param derived at a new address
  record Made(Quote quote, InvoiceStore.QuoteAddress place, boolean derived) {}

  /// Nothing but a new address is written: [#save] follows.
  ///
  /// @param field what named the asset
  /// @return empty if a valid quote for it is there already
  Optional<Made> quote(
      Tx tx,
      InvoiceWithPayments withPayments,
      Field field,
      Asset asset,
      InvoiceStore.Ids ids,
      Instant now) {
    var invoice = withPayments.invoice();
    var standing = withPayments.standing(now);
    var missing = standing.missing();
    if (valid(withPayments, asset, missing, now)) return Optional.empty();
    // It may have been an option when the invoice was made, and be switched off by now.
    requireOffered(field, asset, invoice.mode(), invoice.organizationId());
    requireRead(tx, field, asset);
    var rate = rate(tx, asset, invoice);
    var least = chains.leastUnits(asset);
    var sum = missing.map(worth -> sum(worth, rate, asset, invoice));
    // The least worth taking is a matter of the price: what is left of it can always be asked for.
    if (isFirst(withPayments, asset, standing)) sum.ifPresent(due -> checkLeast(due.due(), asset));
    sum.ifPresent(due -> checkMost(due.due()));
    boolean part = standing.seen().signum() > 0;
    var due = part ? sum.map(computed -> computed.atLeast(least)) : sum;
    var leeway = Tolerance.of(asset, due.map(Quote.Sum::due), least);
    var until = validUntil(invoice, asset, now);
    var surcharge = invoice.surcharge();
    var offer = new Quote.Offer(asset, missing, due, leeway, rate, surcharge, now, until);
    var family = chains.chainOf(asset).family();
    // An invoice that was never quoted has no address.
    var own =
        withPayments.quotes().isEmpty()
            ? Optional.<InvoiceStore.QuoteAddress>empty()
            : store.place(tx, invoice.id(), family);
    var place = own.orElseGet(() -> derive(tx, invoice, family, ids, now));
    var quote = new Quote(ids.quote(), invoice.id(), place.address(), offer);
    return Optional.of(new Made(quote, place, own.isEmpty()));
  }

  /// The invoice's row must be there, or wait to be written.
  void save(Tx tx, Invoice invoice, Made made) {
    if (made.derived) store.assign(tx, made.place.id(), invoice);
    store.insert(tx, made.quote, made.place.id());
  }

  private void requireOffered(Field field, Asset asset, Mode mode, long organizationId) {
    if (!chains.configured(mode, organizationId).contains(asset)) {
      throw unavailable(field, asset).asException();
    }
  }

  private static boolean valid(
      InvoiceWithPayments withPayments, Asset asset, Optional<BigInteger> missing, Instant now) {
    return withPayments.quotes().reversed().stream()
        .filter(quote -> quote.asset().equals(asset))
        .findFirst()
        .map(quote -> now.isBefore(quote.validUntil()) && quote.worth().equals(missing))
        .orElse(false);
  }

  /// What is paid in an asset before its chain is read for it would be missed.
  private void requireRead(Tx tx, Field field, Asset asset) {
    if (!chains.reads(tx, asset)) throw unavailable(field, asset).asException();
    // Its reading may end between this look and the commit.
    tx.onViolation("quote_reading", () -> unavailable(field, asset).asException());
  }

  private BigDecimal rate(Tx tx, Asset asset, Invoice invoice) {
    return rates
        .current(tx, asset, invoice.currency())
        .orElseThrow(
            () ->
                new Rejection.RateUnavailable(asset.code(), invoice.currency().code())
                    .asException())
        .value();
  }

  private static Quote.Sum sum(BigInteger worth, BigDecimal rate, Asset asset, Invoice invoice) {
    return Quote.Sum.of(worth, rate, asset, invoice.feesPercent(), invoice.insurancePercent());
  }

  /// Whether the payer asks for this asset for the first time, and has sent nothing yet.
  private static boolean isFirst(InvoiceWithPayments withPayments, Asset asset, Standing standing) {
    return standing.seen().signum() == 0
        && withPayments.quotes().stream().noneMatch(quote -> quote.asset().equals(asset));
  }

  private static void checkLeast(BigInteger due, Asset asset) {
    if (due.signum() <= 0 || due.compareTo(asset.minUnits()) < 0) {
      var least = new BigDecimal(asset.minUnits().max(BigInteger.ONE), asset.decimals());
      throw new Rejection.AmountTooSmall(Field.Invoice.PRICE, least, asset.code()).asException();
    }
  }

  private static void checkMost(BigInteger due) {
    if (due.compareTo(Amount.MAX_BOOKED) > 0)
      throw new Rejection.AmountTooLarge(Field.Invoice.PRICE).asException();
  }

  /// A price in the coin itself needs no rate, so nothing can go stale.
  private static Instant validUntil(Invoice invoice, Asset asset, Instant now) {
    if (asset.code().equals(invoice.currency().code())) return invoice.monitorUntil();
    var until = now.plus(invoice.quoteLifetime());
    // After its time only a rest is quoted, as long as money counts at all.
    var end = now.isBefore(invoice.expiresAt()) ? invoice.expiresAt() : invoice.monitorUntil();
    return until.isBefore(end) ? until : end;
  }

  private InvoiceStore.QuoteAddress derive(
      Tx tx, Invoice invoice, String family, InvoiceStore.Ids ids, Instant now) {
    var wallet = wallets.get(tx, invoice.organizationId(), invoice.mode(), family);
    var watched = wallets.derive(tx, wallet, ids.address(), now);
    return new InvoiceStore.QuoteAddress(watched.id(), watched.address());
  }
}
