package coffer.core.payment;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.event.Events;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.Quote;
import coffer.core.ledger.Ledger;
import coffer.core.merchant.Project;
import coffer.core.payment.Movement.Kind;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Commands on unmatched payments; the API calls them orphans.
public final class Orphans {
  private final MovementStore store;
  private final Booking booking;
  private final OrphanStore orphans;
  private final EventPublisher eventPublisher;
  private final Invoices invoices;
  private final Rates rates;
  private final InstantSource clock;

  public Orphans(
      Chains chains,
      Ledger ledger,
      Rates rates,
      Invoices invoices,
      Events events,
      InstantSource clock) {
    this.store = new MovementStore(chains);
    this.booking = new Booking(ledger);
    this.orphans = new OrphanStore(ledger);
    this.eventPublisher = new EventPublisher(store, invoices, events);
    this.invoices = invoices;
    this.rates = rates;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// Applies an unmatched payment to an invoice of the same project. It counts at the rate of the
  /// time when it was paid, minus the surcharge of a priced invoice.
  ///
  /// @return the payment after the command
  /// @throws Rejection.Refused (NotFound, NotAnOrphan, InvoiceNotOpen if it is archived,
  ///     InsufficientFunds if some of the money has left its address, RateUnavailable)
  public PaymentView apply(Tx tx, Project project, UUID paymentId, UUID invoiceId) {
    var now = clock.instant();
    ChainLock.take(tx, paymentId);
    var movement = orphan(tx, project, paymentId);
    var invoice =
        invoices
            .find(tx, project.id(), invoiceId)
            .orElseThrow(() -> notFound("invoice", invoiceId));
    lock(tx, movement, invoice);
    var claim = applied(tx, movement, project, invoice);
    if (movement.status() == PaymentStatus.CONFIRMED) booking.apply(tx, movement, now);
    store.assign(tx, movement, claim, movement.claim().orphan());
    return publish(tx, movement, invoice, "applied", now);
  }

  /// Reverts [#apply]: the payment becomes the same unmatched payment again. A payment that no
  /// command applied does not change. Money that left the address meanwhile stays the project's
  /// own.
  ///
  /// @return the payment after the command
  /// @throws Rejection.Refused (NotFound, InvoiceNotOpen if the invoice is archived)
  public PaymentView unapply(Tx tx, Project project, UUID paymentId) {
    var now = clock.instant();
    ChainLock.take(tx, paymentId);
    var movement = payment(tx, project, paymentId);
    if (movement.applied().isEmpty()) return view(tx, movement);
    var invoice = movement.claim().invoiceId().orElseThrow();
    var orphaned = orphaned(tx, movement);
    lock(tx, movement, orphaned.invoiceId().orElse(invoice));
    invoices.pricing(tx, invoice, "unapply");
    // Assign before booking: the trigger that sums orphans needs the new value of `dust`.
    store.assign(tx, movement, orphaned, Optional.empty());
    if (movement.status() == PaymentStatus.CONFIRMED) booking.unapply(tx, movement, now);
    orphans.recount(tx, List.of(payment(tx, project, paymentId)));
    return publish(tx, movement, invoice, "unapplied", now);
  }

  /// Locks accounts first, then invoices in the order of their ids, as the booking of a block does.
  private void lock(Tx tx, Movement movement, long invoice) {
    booking.lock(tx, movement);
    var touched = new HashSet<>(Set.of(invoice));
    movement.claim().invoiceId().ifPresent(touched::add);
    invoices.lock(tx, touched);
  }

  private PaymentView publish(Tx tx, Movement before, long invoice, String what, Instant now) {
    var changeSet = new ChangeSet();
    before.claim().invoiceId().ifPresent(changeSet::touch);
    changeSet.touch(invoice);
    changeSet.add(before, what);
    eventPublisher.publish(tx, changeSet, now);
    return view(tx, before);
  }

  private PaymentView view(Tx tx, Movement movement) {
    return invoices.view(tx, invoices.payments(tx, List.of(movement.id())).getFirst());
  }

  private Movement payment(Tx tx, Project project, UUID paymentId) {
    return store
        .lock(tx, paymentId)
        .filter(m -> m.key().kind() == Kind.PAYMENT)
        .filter(m -> m.claim().projectId().equals(Optional.of(project.id())))
        .orElseThrow(() -> notFound("payment", paymentId));
  }

  private Movement orphan(Tx tx, Project project, UUID paymentId) {
    var movement = payment(tx, project, paymentId);
    if (movement.claim().orphan().isEmpty() || movement.status() == PaymentStatus.REVERSED) {
      throw new Rejection.NotAnOrphan(paymentId.toString()).asException();
    }
    return movement;
  }

  private Claim applied(Tx tx, Movement movement, Project project, long invoiceId) {
    var pricing = invoices.pricing(tx, invoiceId, "apply");
    var currency = pricing.currency();
    var rate =
        rates
            .at(tx, movement.asset(), currency, movement.paidAt())
            .orElseThrow(
                () ->
                    new Rejection.RateUnavailable(movement.asset().code(), currency.code())
                        .asException());
    var worth = Quote.worth(movement.units(), movement.asset(), rate, pricing.surcharge());
    return Claim.of(movement.claim().organizationId())
        .project(Optional.of(project.id()))
        .assignment(movement.claim().assignmentId())
        .invoice(Optional.of(invoiceId))
        .worth(Optional.of(worth))
        .acceptDepth(movement.claim().acceptDepth());
  }

  /// The claim as it was before `apply`, on the invoice that owned the address, if there is one.
  private static Claim orphaned(Tx tx, Movement movement) {
    var claim = movement.claim();
    var invoice =
        claim
            .assignmentId()
            .flatMap(
                id ->
                    tx.only(
                        "SELECT invoice_id FROM assignment WHERE id = ?",
                        row -> row.maybeNumber("invoice_id"),
                        id));
    return Claim.of(claim.organizationId())
        .project(claim.projectId())
        .assignment(claim.assignmentId())
        .invoice(invoice)
        .orphan(movement.applied())
        .acceptDepth(claim.acceptDepth());
  }

  private static RuntimeException notFound(String what, UUID id) {
    return new Rejection.NotFound(what, id.toString()).asException();
  }
}
