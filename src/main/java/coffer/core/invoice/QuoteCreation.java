package coffer.core.invoice;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.deposit.DepositAddresses;
import coffer.core.merchant.Project;
import coffer.core.money.Amount;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Creates quotes: an address, and a sum at a rate that holds for a limited time.
final class QuoteCreation {
  private final InvoiceStore store;
  private final Chains chains;
  private final Rates rates;
  private final Wallets wallets;
  private final DepositAddresses deposits;

  QuoteCreation(
      InvoiceStore store, Chains chains, Rates rates, Wallets wallets, DepositAddresses deposits) {
    this.store = store;
    this.chains = chains;
    this.rates = rates;
    this.wallets = wallets;
    this.deposits = deposits;
  }

  /// @throws Rejection.Refused AssetUnavailable, if the project cannot offer the asset
  void check(Field field, Asset asset, Project project) {
    requireOffered(field, asset, project.mode(), project.organizationId());
  }

  Optional<Asset> option(Invoice invoice, String code, String chain) {
    return invoice.acceptance().options().stream()
        .map(chains::asset)
        .filter(asset -> asset.code().equals(code) && chains.chainOf(asset).name().equals(chain))
        .findFirst();
  }

  Rejection unavailable(Field field, Asset asset) {
    return new Rejection.AssetUnavailable(field, asset.code(), chains.chainOf(asset).network());
  }

  /// A new quote that is not stored yet.
  ///
  /// @param assigned from when on the address belongs to the invoice; empty if it does already
  record Made(Quote quote, InvoiceStore.QuoteAddress place, Optional<Instant> assigned) {}

  private record Place(InvoiceStore.QuoteAddress address, Optional<Instant> assigned) {}

  /// Quotes what is still missing in an asset, at the invoice's address on the chains of that
  /// family. Stores nothing but a new address; the caller calls [#save] next.
  ///
  /// @param field the field of the request that names the asset
  /// @return empty if a valid quote for it exists
  /// @throws Rejection.Refused (AssetUnavailable, RateUnavailable, AmountTooSmall, AmountTooLarge,
  ///     NoWallet)
  Optional<Made> quote(
      Tx tx,
      InvoiceWithPayments withPayments,
      Field field,
      Asset asset,
      InvoiceStore.Ids ids,
      Instant now) {
    var missing = withPayments.standing(now).missing();
    if (valid(withPayments, asset, missing, now)) return Optional.empty();
    return Optional.of(requote(tx, withPayments, field, asset, ids, now));
  }

  /// The same, even if a valid quote exists.
  Made requote(
      Tx tx,
      InvoiceWithPayments withPayments,
      Field field,
      Asset asset,
      InvoiceStore.Ids ids,
      Instant now) {
    var invoice = withPayments.invoice();
    var standing = withPayments.standing(now);
    var missing = standing.missing();
    // The asset may have been disabled after the invoice was created.
    requireOffered(field, asset, invoice.owner().mode(), invoice.owner().organizationId());
    requireRead(tx, field, asset);
    var rate = rate(tx, asset, invoice);
    var least = chains.leastUnits(asset);
    var sum = missing.map(worth -> sum(worth, rate, asset, invoice));
    // The catalogue's minimum applies to the price only: the rest of a price can always be quoted.
    if (isFirst(withPayments, asset, standing)) sum.ifPresent(due -> checkLeast(due.due(), asset));
    sum.ifPresent(due -> checkMost(due.due()));
    boolean part = standing.seen().signum() > 0;
    var due = part ? sum.map(computed -> computed.atLeast(least)) : sum;
    var leeway = Tolerance.of(asset, due.map(Quote.Sum::due), least);
    var until = validUntil(invoice, asset, now);
    var surcharge = invoice.surcharge();
    var offer = new Quote.Offer(asset, missing, due, leeway, rate, surcharge, now, until);
    var place = place(tx, withPayments, field, asset, ids, now);
    var address = place.address;
    var quote =
        new Quote(ids.quote(), invoice.id(), address.address(), address.depositAddress(), offer);
    return new Made(quote, address, place.assigned);
  }

  /// What is missing, in coins of each option at the current rates; without the options that have
  /// no fresh rate. Stores nothing.
  Map<Asset, BigDecimal> sums(Tx tx, InvoiceWithPayments withPayments, Instant now) {
    var invoice = withPayments.invoice();
    var sums = new LinkedHashMap<Asset, BigDecimal>();
    var missing = withPayments.standing(now).missing();
    if (missing.isEmpty()) return sums;
    for (var id : invoice.acceptance().options()) {
      var asset = chains.asset(id);
      rates
          .current(tx, asset, invoice.pricing().currency())
          .map(rate -> sum(missing.get(), rate.value(), asset, invoice).due())
          .ifPresent(due -> sums.put(asset, new BigDecimal(due, asset.decimals())));
    }
    return sums;
  }

  private Place place(
      Tx tx,
      InvoiceWithPayments withPayments,
      Field field,
      Asset asset,
      InvoiceStore.Ids ids,
      Instant now) {
    var invoice = withPayments.invoice();
    var customer = invoice.owner().customer();
    if (customer.isPresent())
      return ofCustomer(tx, withPayments, customer.get(), field, asset, now);
    var family = chains.chainOf(asset).family();
    // An invoice without quotes has no address.
    var own =
        withPayments.quotes().isEmpty()
            ? Optional.<InvoiceStore.QuoteAddress>empty()
            : store.place(tx, invoice.id(), family);
    return own.map(it -> new Place(it, Optional.empty()))
        .orElseGet(
            () ->
                new Place(
                    derive(tx, invoice, family, ids, now),
                    Optional.of(invoice.period().createdAt())));
  }

  /// The customer's address for the asset. It has received deposits before.
  private Place ofCustomer(
      Tx tx,
      InvoiceWithPayments withPayments,
      Invoice.ForCustomer customer,
      Field field,
      Asset asset,
      Instant now) {
    var owner = withPayments.invoice().owner();
    var holder =
        new DepositAddresses.Holder(owner.organizationId(), owner.projectId(), owner.mode());
    var reserved =
        deposits.reserve(tx, holder, customer.id(), field, asset, withPayments.invoice().id());
    var address =
        new InvoiceStore.QuoteAddress(
            reserved.addressId(), reserved.address(), Optional.of(reserved.publicId()));
    return new Place(address, reserved.before() ? Optional.empty() : Optional.of(now));
  }

  /// Stores the quote. The invoice's row must exist, or be written by an earlier statement of this
  /// batch.
  void save(Tx tx, Invoice invoice, Made made) {
    made.assigned.ifPresent(from -> store.assign(tx, made.place.id(), invoice, from));
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

  /// Rejects an asset that the chain's reader does not look for: payments in it would be missed.
  private void requireRead(Tx tx, Field field, Asset asset) {
    if (!chains.reads(tx, asset)) throw unavailable(field, asset).asException();
    // The reader may stop looking for the asset between this check and the commit.
    tx.onViolation("quote_reading", () -> unavailable(field, asset).asException());
  }

  private BigDecimal rate(Tx tx, Asset asset, Invoice invoice) {
    return rates
        .current(tx, asset, invoice.pricing().currency())
        .orElseThrow(
            () ->
                new Rejection.RateUnavailable(asset.code(), invoice.pricing().currency().code())
                    .asException())
        .value();
  }

  private static Quote.Sum sum(BigInteger worth, BigDecimal rate, Asset asset, Invoice invoice) {
    return Quote.Sum.of(
        worth, rate, asset, invoice.pricing().feesPercent(), invoice.pricing().insurancePercent());
  }

  /// Whether this is the first quote of the asset, and no payment was seen yet.
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

  /// When the rate ends. A price in the same coin needs no rate, so its quote is valid until
  /// monitoring ends.
  private static Instant validUntil(Invoice invoice, Asset asset, Instant now) {
    if (asset.code().equals(invoice.pricing().currency().code()))
      return invoice.period().monitorUntil();
    var until = now.plus(invoice.acceptance().quoteLifetime());
    // After the expiry only a rest is quoted, until monitoring ends.
    var end =
        now.isBefore(invoice.period().expiresAt())
            ? invoice.period().expiresAt()
            : invoice.period().monitorUntil();
    return until.isBefore(end) ? until : end;
  }

  private InvoiceStore.QuoteAddress derive(
      Tx tx, Invoice invoice, String family, InvoiceStore.Ids ids, Instant now) {
    var wallet = wallets.get(tx, invoice.owner().organizationId(), invoice.owner().mode(), family);
    var watched = wallets.derive(tx, wallet, ids.address(), now);
    return new InvoiceStore.QuoteAddress(watched.id(), watched.address(), Optional.empty());
  }
}
