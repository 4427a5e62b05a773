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
import coffer.core.money.Denomination;
import coffer.core.payment.Movement.Claim;
import coffer.core.payment.Movement.Kind;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The command on money that belongs to no invoice.
public final class Orphans {
  private final MovementStore store;
  private final Booking booking;
  private final Announcements announcements;
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
    this.announcements = new Announcements(store, invoices, events);
    this.invoices = invoices;
    this.rates = rates;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// Gives the money to an invoice of the same project, worth what it was at its time.
  ///
  /// @throws Rejection.Refused (NotFound, NotAnOrphan, RateUnavailable)
  public PaymentView apply(Tx tx, Project project, UUID paymentId, UUID invoiceId) {
    var now = clock.instant();
    var movement = orphan(tx, project, paymentId);
    var invoice =
        invoices
            .find(tx, project.id(), invoiceId)
            .orElseThrow(() -> notFound("invoice", invoiceId));
    var claim = claim(tx, movement, project, invoice);
    if (movement.status() == PaymentStatus.CONFIRMED) {
      booking.apply(tx, movement, project.id(), now);
    }
    store.assign(tx, movement, claim);
    var changes = new Changes();
    movement.claim().invoiceId().ifPresent(changes::touch);
    changes.touch(invoice);
    changes.add(movement, "applied");
    announcements.tell(tx, changes, now);
    return invoices.view(tx, invoices.payments(tx, List.of(movement.id())).getFirst());
  }

  private Movement orphan(Tx tx, Project project, UUID paymentId) {
    var movement =
        store
            .lock(tx, paymentId)
            .filter(m -> m.key().kind() == Kind.PAYMENT)
            .filter(m -> m.claim().projectId().equals(Optional.of(project.id())))
            .orElseThrow(() -> notFound("payment", paymentId));
    if (movement.claim().orphan().isEmpty() || movement.status() == PaymentStatus.REVERSED) {
      throw new Rejection.NotAnOrphan(paymentId.toString()).asException();
    }
    return movement;
  }

  private Claim claim(Tx tx, Movement movement, Project project, long invoice) {
    var currency = new Denomination(invoices.view(tx, invoice).currency());
    var rate =
        rates
            .at(tx, movement.asset(), currency, movement.paidAt())
            .orElseThrow(
                () ->
                    new Rejection.RateUnavailable(movement.asset().code(), currency.code())
                        .asException());
    return new Claim(
        movement.claim().organizationId(),
        Optional.of(project.id()),
        movement.claim().assignmentId(),
        Optional.of(invoice),
        Optional.empty(),
        Optional.of(Quote.worth(movement.units(), movement.asset(), rate)),
        Optional.empty(),
        movement.claim().acceptDepth());
  }

  private static RuntimeException notFound(String what, UUID id) {
    return new Rejection.NotFound(what, id.toString()).asException();
  }
}
