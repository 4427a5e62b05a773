package coffer.core.invoice;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.deposit.Customer;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.event.Events;
import coffer.core.invoice.Invoice.Acceptance;
import coffer.core.invoice.Invoice.Details;
import coffer.core.invoice.Invoice.Owner;
import coffer.core.invoice.Invoice.Period;
import coffer.core.invoice.Invoice.Pricing;
import coffer.core.invoice.Invoice.State;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Creates invoices, with their first quote and callback.
final class InvoiceCreation {
  private final InvoiceStore store;
  private final InvoiceViews views;
  private final QuoteCreation quoting;
  private final Events events;
  private final InstantSource clock;
  private final Destinations destinations = new Destinations();
  private final SecureRandom random = new SecureRandom();

  InvoiceCreation(
      InvoiceStore store,
      InvoiceViews views,
      QuoteCreation quoting,
      Events events,
      InstantSource clock) {
    this.store = store;
    this.views = views;
    this.quoting = quoting;
    this.events = events;
    this.clock = clock;
  }

  Invoices.Created create(Tx tx, Project project, NewInvoice command) {
    var now = clock.instant();
    for (int i = 0; i < command.options().size(); i++) {
      quoting.check(option(i), command.options().get(i), project);
    }
    var ids = store.ids(tx);
    var invoice = draft(project, command, ids.invoice(), period(project, command, now));
    var bare =
        new InvoiceWithPayments(invoice, List.of(), List.of(), PaymentRows.Dust.NONE, Map.of());
    var made =
        command.options().size() == 1
            ? quoting.quote(tx, bare, option(0), command.options().getFirst(), ids, now)
            : Optional.<QuoteCreation.Made>empty();
    var quotes = made.map(QuoteCreation.Made::quote).stream().toList();
    var withPayments =
        new InvoiceWithPayments(invoice, quotes, List.of(), PaymentRows.Dust.NONE, Map.of());
    var standing = withPayments.standing(now);
    var view = views.view(withPayments, standing, now);
    // Everything is known at this point: the following statements read nothing and are sent in one
    // round trip.
    var sums = SortAmounts.of(command, made.map(QuoteCreation.Made::quote));
    store.insert(tx, invoice, standing, sums, command.orderOnce());
    made.ifPresent(quote -> quoting.save(tx, invoice, quote));
    command.callbacks().forEach(callback -> save(tx, project, invoice, callback));
    publish(tx, invoice, view, now);
    return new Invoices.Created(invoice.id(), view);
  }

  private static Field option(int index) {
    return new Field.Item(Field.Invoice.OPTIONS, index);
  }

  Invoices.Created record(Tx tx, Project project, NewInvoice command, Instant at) {
    var now = clock.instant();
    var mark = new Mark(Mark.Kind.ARCHIVED, "merchant", "kept as a record", now);
    var id = store.ids(tx).invoice();
    var invoice = draft(project, command, id, new Period(at, at, at)).marked(mark);
    var withPayments =
        new InvoiceWithPayments(invoice, List.of(), List.of(), PaymentRows.Dust.NONE, Map.of());
    var standing = withPayments.standing(now);
    var view = views.view(withPayments, standing, now);
    store.insert(
        tx, invoice, standing, SortAmounts.of(command, Optional.empty()), command.orderOnce());
    store.saveMark(tx, id, invoice.state().mark());
    publish(tx, invoice, view, now);
    return new Invoices.Created(id, view);
  }

  private void publish(Tx tx, Invoice invoice, InvoiceView view, Instant now) {
    var draft = InvoiceEvents.draft(invoice, "invoice.created", 1, view, Optional.empty());
    events.add(tx, List.of(draft), now);
  }

  private static Period period(Project project, NewInvoice command, Instant now) {
    var lifetime = command.lifetime().orElse(project.settings().lifetime());
    var monitoring = monitoring(project, command);
    within(Field.Invoice.LIFETIME, lifetime, Duration.ofSeconds(1));
    within(Field.Invoice.MONITORING, monitoring, Duration.ZERO);
    return new Period(now, now.plus(lifetime), now.plus(lifetime).plus(monitoring));
  }

  /// After an invoice for a customer expired, what comes to their address is a deposit.
  private static Duration monitoring(Project project, NewInvoice command) {
    if (command.customer().isPresent()) return command.monitoring().orElse(Duration.ZERO);
    return command.monitoring().orElse(project.settings().monitoring());
  }

  private static void within(Field field, Duration duration, Duration least) {
    if (duration.compareTo(least) >= 0 && duration.compareTo(NewInvoice.MAX_LIFETIME) <= 0) return;
    var reason =
        "Must be from %d to %d seconds."
            .formatted(least.toSeconds(), NewInvoice.MAX_LIFETIME.toSeconds());
    throw new Rejection.InvalidField(field, reason).asException();
  }

  private Invoice draft(Project project, NewInvoice command, long id, Period period) {
    var settings = project.settings();
    var pricing =
        new Pricing(
            command.currency(),
            command.price(),
            command.tolerancePercent().orElse(settings.tolerancePercent()),
            command.fees(),
            command.insurance(),
            command.slippage());
    var owner =
        new Owner(
            project.organizationId(),
            project.id(),
            project.publicId(),
            project.mode(),
            command.customer().map(InvoiceCreation::forCustomer));
    return new Invoice(
        id,
        UUID.randomUUID(),
        code(),
        owner,
        command.dialect(),
        new Details(
            command.orderId(),
            command.description(),
            command.meta(),
            command.returnUrl().or(settings::returnUrl)),
        pricing,
        new Acceptance(
            command.options().stream().map(Asset::id).toList(),
            settings.acceptDepth(),
            command.promised() ? NewInvoice.MAX_LIFETIME : settings.quoteLifetime()),
        period,
        new State(unpaid(pricing, period), Optional.empty(), false, 1, period.createdAt()));
  }

  private static Invoice.ForCustomer forCustomer(Customer customer) {
    var view = new InvoiceView.CustomerView(customer.publicId(), customer.clientId());
    return new Invoice.ForCustomer(customer.id(), view);
  }

  private static Standing unpaid(Pricing pricing, Period period) {
    var terms =
        new Standing.Terms(
            pricing.price(),
            pricing.tolerancePercent(),
            period.expiresAt(),
            false,
            Optional.empty());
    return Standing.of(terms, List.of(), period.createdAt());
  }

  private String code() {
    var bytes = new byte[7];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).substring(0, 13);
  }

  private void save(Tx tx, Project project, Invoice invoice, NewInvoice.Callback callback) {
    var destination =
        new Destination.Callback(
            project.id(),
            invoice.id(),
            invoice.dialect(),
            callback.url(),
            callback.pair().map(Principal.Pair::secretId).orElse(project.webhookSecretId()),
            callback.pair().map(Principal.Pair::publicKey),
            callback.instead());
    destinations.add(tx, destination, invoice.period().createdAt());
  }
}
