package coffer.core.payment;

import coffer.core.chain.Asset;
import coffer.core.chain.Transfer;
import coffer.core.invoice.Quote;
import coffer.core.money.Denomination;
import coffer.core.payment.Movement.AttributedTransfer;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.ObservedTransfer;
import coffer.core.payment.Movement.Seen;
import coffer.core.rate.PastRates;
import coffer.core.rate.Rates;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Attributes transfers to projects, invoices and quotes: by the assignment of the address at the
/// time of the payment, and by the invoice's quotes in that asset. A payment to a deposit address
/// in its asset belongs to the project alone.
final class Attribution {
  /// The maximum error of a block's time: Bitcoin nodes accept up to two hours.
  private static final Duration CLOCK_SKEW = Duration.ofHours(2);

  private final Rates rates;

  Attribution(Rates rates) {
    this.rates = rates;
  }

  /// @param organizationId the organization of the project
  /// @param invoiceId present if the address belongs to an invoice
  /// @param prepaid whether payments top up the organization's prepaid balance
  /// @param currency currency of the invoice's price
  /// @param acceptDepth confirmations that the invoice asks for; empty = by the asset
  record Assignment(
      long id,
      long addressId,
      Optional<Long> projectId,
      Optional<Long> organizationId,
      Optional<Long> invoiceId,
      boolean prepaid,
      Instant from,
      Optional<Instant> until,
      Optional<String> currency,
      Optional<Integer> acceptDepth) {}

  /// Returns the transfers with their claims, in the same order.
  List<AttributedTransfer> claims(Tx tx, Collection<Seen> sightings) {
    if (sightings.isEmpty()) return List.of();
    var assignments = assignments(tx, sightings);
    var promises =
        promises(
            tx,
            assignments.values().stream()
                .flatMap(List::stream)
                .flatMap(assignment -> assignment.invoiceId().stream())
                .distinct()
                .toList());
    var past = rates.past(tx);
    var deposits = deposits(tx, assignments.values());
    return sightings.stream()
        .map(
            seen -> {
              var observed = seen.observed();
              var owners = assignments.getOrDefault(observed.addressId(), List.of());
              var reserved = Reservation.of(seen, owners, promises);
              var claim =
                  reserved.isEmpty() && deposits.contains(DepositPlace.of(observed))
                      ? ofProject(observed, Reservation.lasting(owners).orElseThrow())
                      : claim(past, seen, reserved.map(List::of).orElse(owners), promises);
              return new AttributedTransfer(observed, claim);
            })
        .toList();
  }

  /// An address that receives deposits, and the asset in which it does.
  private record DepositPlace(long addressId, int assetId) {
    static DepositPlace of(ObservedTransfer observed) {
      return new DepositPlace(observed.addressId(), observed.transfer().asset().id());
    }
  }

  /// The deposit addresses among these. Such an address has an assignment for ever.
  private static Set<DepositPlace> deposits(Tx tx, Collection<List<Assignment>> assignments) {
    var addresses =
        assignments.stream()
            .flatMap(owners -> Reservation.lasting(owners).stream())
            .filter(owner -> !owner.prepaid())
            .map(Assignment::addressId)
            .toList();
    if (addresses.isEmpty()) return Set.of();
    return Set.copyOf(
        tx.list(
            "SELECT address_id, asset_id FROM deposit_address WHERE address_id = ANY (?)",
            row -> new DepositPlace(row.number("address_id"), row.integer("asset_id")),
            new Arr("bigint", addresses)));
  }

  private static Claim claim(
      PastRates past,
      Seen seen,
      List<Assignment> assignments,
      Map<Long, List<QuoteTerms>> promises) {
    var observed = seen.observed();
    var paidAt = observed.paidAt(seen.at());
    var found =
        Reservation.lasting(assignments)
            .or(() -> QuoteTerms.atTime(assignments, Assignment::from, paidAt));
    if (found.isEmpty()) return unclaimed(observed, Optional.empty(), Claim.Orphan.ASSIGNMENT);
    var assignment = found.get();
    if (assignment.prepaid()) return topUp(observed, assignment);
    if (observed.key().kind() != Kind.PAYMENT) return ofProject(observed, assignment);
    // A deposit address that is for other assets.
    if (assignment.invoiceId().isEmpty()) return unclaimed(observed, found, Claim.Orphan.ASSET);
    var asset = observed.transfer().asset();
    var quotes =
        promises.getOrDefault(assignment.invoiceId().get(), List.of()).stream()
            .filter(promise -> promise.assetId() == asset.id())
            .toList();
    var units = observed.transfer().units();
    var quote = QuoteTerms.best(quotes, paidAt, latest(paidAt, seen.at()), units);
    if (quote.isEmpty()) return unclaimed(observed, found, Claim.Orphan.ASSET);
    if (assignment.until().map(paidAt::isAfter).orElse(false)) {
      return unclaimed(observed, found, Claim.Orphan.WINDOW);
    }
    return Claim.of(observed.organizationId())
        .project(assignment.projectId())
        .assignment(Optional.of(assignment.id()))
        .invoice(assignment.invoiceId())
        .quote(Optional.of(quote.get().id()))
        .worth(worth(past, quote.get(), assignment, asset, units, paidAt))
        .acceptDepth(depth(observed.transfer(), assignment.acceptDepth(), quote.get()));
  }

  /// The number of confirmations at which a payment counts; empty = the chain's finality. It is
  /// calculated for at least the whole sum due, so that a payer cannot lower it by paying in parts.
  /// Newly mined coins need at least their maturity.
  private static Optional<Integer> depth(
      Transfer transfer, Optional<Integer> asked, QuoteTerms quote) {
    var asset = transfer.asset();
    var stake = quote.due().map(transfer.units()::max).orElse(transfer.units());
    if (transfer.maturity() > 0) return depth(transfer, stake);
    if (quote.unconfirmedCap().map(cap -> stake.compareTo(cap) <= 0).orElse(false)) {
      return Optional.of(0);
    }
    return asked.map(depth -> Math.max(depth, asset.minDepth())).or(() -> depth(transfer, stake));
  }

  private static Optional<Integer> depth(Transfer transfer, BigInteger stake) {
    var byAmount = transfer.asset().confirmations().depth(stake);
    if (transfer.maturity() == 0) return byAmount;
    return Optional.of(Math.max(transfer.maturity(), byAmount.orElse(0)));
  }

  /// The latest time at which the payment can have been sent. A block's time may be too early: the
  /// payment was sent between the block's time and the first time that Coffer saw it, but at most
  /// [#CLOCK_SKEW] after the block's time.
  private static Instant latest(Instant paidAt, Instant seenAt) {
    var most = paidAt.plus(CLOCK_SKEW);
    return most.isBefore(seenAt) ? most : seenAt;
  }

  /// The worth of a payment, in price units, at the rate of its time and without the quote's
  /// surcharge. Uses the quote's rate if no rate of that time is known. Empty if the payment counts
  /// at the quote's rate.
  private static Optional<BigInteger> worth(
      PastRates past,
      QuoteTerms quote,
      Assignment assignment,
      Asset asset,
      BigInteger units,
      Instant paidAt) {
    if (quote.holds(paidAt)) return Optional.empty();
    var currency = new Denomination(assignment.currency().orElseThrow());
    var rate = past.at(asset, currency, paidAt).orElse(quote.rate());
    return Optional.of(Quote.worth(units, asset, rate, quote.surcharge()));
  }

  private static Claim unclaimed(
      ObservedTransfer observed, Optional<Assignment> assignment, Claim.Orphan why) {
    return Claim.of(observed.organizationId())
        .project(assignment.flatMap(Assignment::projectId))
        .assignment(assignment.map(Assignment::id))
        .invoice(assignment.flatMap(Assignment::invoiceId))
        .orphan(Optional.of(why))
        .acceptDepth(depth(observed.transfer(), observed.transfer().units()));
  }

  /// The claim of a payment in any asset that tops up a prepaid balance. What the operator moves
  /// there is not the project's business.
  private static Claim topUp(ObservedTransfer observed, Assignment assignment) {
    if (observed.key().kind() == Kind.PAYMENT) return ofProject(observed, assignment);
    return Claim.of(observed.organizationId())
        .assignment(Optional.of(assignment.id()))
        .acceptDepth(depth(observed.transfer(), observed.transfer().units()));
  }

  /// The claim of a deposit, and of the owner's own transfers.
  private static Claim ofProject(ObservedTransfer observed, Assignment assignment) {
    return Claim.of(assignment.organizationId().orElse(observed.organizationId()))
        .project(assignment.projectId())
        .assignment(Optional.of(assignment.id()))
        .acceptDepth(depth(observed.transfer(), observed.transfer().units()));
  }

  /// The assignments of each address, oldest first: the one that lasts longest, and all that
  /// had not ended at the time of the earliest payment. The others may be many.
  private static Map<Long, List<Assignment>> assignments(Tx tx, Collection<Seen> sightings) {
    var addresses = sightings.stream().map(seen -> seen.observed().addressId()).distinct();
    var earliest =
        sightings.stream().map(seen -> seen.observed().paidAt(seen.at())).min(Instant::compareTo);
    return tx
        .list(
            """
            SELECT a.id, a.address_id, a.project_id, p.organization_id, a.invoice_id, a.owner = 'prepaid' AS prepaid,
              a.from_at, a.until_at, i.price_currency, i.accept_depth
            FROM unnest(?::bigint[]) paid (address_id) CROSS JOIN LATERAL (
                (SELECT * FROM assignment WHERE address_id = paid.address_id ORDER BY until_at DESC LIMIT 1)
                UNION
                SELECT * FROM assignment WHERE address_id = paid.address_id AND until_at >= ?) a
              LEFT JOIN invoice i ON i.id = a.invoice_id LEFT JOIN project p ON p.id = a.project_id
            ORDER BY a.from_at, a.id
            """,
            Attribution::assignment,
            new Arr("bigint", addresses.toList()),
            earliest.orElseThrow())
        .stream()
        .collect(Collectors.groupingBy(Assignment::addressId));
  }

  private static Map<Long, List<QuoteTerms>> promises(Tx tx, List<Long> invoiceIds) {
    return tx
        .list(
            """
            SELECT q.id, q.invoice_id, q.asset_id, q.worth, q.due, q.rate, q.created_at, q.valid_until,
              CASE WHEN q.due IS NULL THEN 0 ELSE i.fees_percent + i.insurance_percent END AS surcharge, c.units AS cap
            FROM quote q JOIN invoice i ON i.id = q.invoice_id
              LEFT JOIN unconfirmed_cap c ON c.project_id = i.project_id AND c.asset_id = q.asset_id
            WHERE q.invoice_id = ANY (?) ORDER BY q.id
            """,
            row ->
                new QuoteTerms(
                    row.number("id"),
                    row.number("invoice_id"),
                    row.integer("asset_id"),
                    row.maybeUnits("worth"),
                    row.maybeUnits("due"),
                    row.decimal("rate"),
                    row.decimal("surcharge"),
                    row.instant("created_at"),
                    row.instant("valid_until"),
                    row.maybeUnits("cap")),
            new Arr("bigint", invoiceIds))
        .stream()
        .collect(Collectors.groupingBy(QuoteTerms::invoiceId));
  }

  private static Assignment assignment(Row row) throws SQLException {
    return new Assignment(
        row.number("id"),
        row.number("address_id"),
        row.maybeNumber("project_id"),
        row.maybeNumber("organization_id"),
        row.maybeNumber("invoice_id"),
        row.bool("prepaid"),
        row.instant("from_at"),
        row.maybeInstant("until_at"),
        row.maybeText("price_currency"),
        row.maybeInteger("accept_depth"));
  }
}
