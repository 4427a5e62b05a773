package coffer.core.invoice;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.event.Events;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Makes invoices.
final class Issuing {
  private final InvoiceStore store;
  private final InvoiceViews views;
  private final Quoting quoting;
  private final Events events;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Issuing(
      InvoiceStore store, InvoiceViews views, Quoting quoting, Events events, InstantSource clock) {
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
    var invoice = draft(project, command, ids.invoice(), lifetime(project, command, now));
    var bare = new Dossier(invoice, List.of(), List.of(), PaymentRows.Dust.NONE, Map.of());
    var made =
        command.options().size() == 1
            ? quoting.quote(tx, bare, option(0), command.options().getFirst(), ids, now)
            : Optional.<Quoting.Made>empty();
    var quotes = made.map(Quoting.Made::quote).stream().toList();
    var dossier = new Dossier(invoice, quotes, List.of(), PaymentRows.Dust.NONE, Map.of());
    var standing = dossier.standing(now);
    var view = views.view(dossier, standing, now);
    // All is known here: nothing that follows is read again, and it is written in one round trip.
    var sums = Sums.of(command, made.map(Quoting.Made::quote));
    store.insert(tx, invoice, standing, sums, command.orderOnce());
    made.ifPresent(quote -> quoting.save(tx, invoice, quote));
    command.callback().ifPresent(callback -> save(tx, project, invoice, callback));
    tell(tx, invoice, view, now);
    return new Invoices.Created(invoice.id(), view);
  }

  private static Field option(int index) {
    return new Field.Item(Field.Term.OPTIONS, index);
  }

  Invoices.Created record(Tx tx, Project project, NewInvoice command, Instant at) {
    var now = clock.instant();
    var mark = new Mark(Mark.Kind.ARCHIVED, "merchant", "kept as a record", now);
    var id = store.ids(tx).invoice();
    var invoice = draft(project, command, id, new Lifetime(at, at, at)).marked(mark);
    var dossier = new Dossier(invoice, List.of(), List.of(), PaymentRows.Dust.NONE, Map.of());
    var standing = dossier.standing(now);
    var view = views.view(dossier, standing, now);
    store.insert(tx, invoice, standing, Sums.of(command, Optional.empty()), command.orderOnce());
    store.saveMark(tx, id, invoice.mark());
    tell(tx, invoice, view, now);
    return new Invoices.Created(id, view);
  }

  private void tell(Tx tx, Invoice invoice, InvoiceView view, Instant now) {
    var draft = InvoiceEvents.draft(invoice, "invoice.created", 1, view, Optional.empty());
    events.add(tx, List.of(draft), now);
  }

  private record Lifetime(Instant from, Instant expires, Instant monitored) {}

  private static Lifetime lifetime(Project project, NewInvoice command, Instant now) {
    var lifetime = command.lifetime().orElse(project.lifetime());
    var monitoring = command.monitoring().orElse(project.monitoring());
    within(Field.Term.LIFETIME, lifetime, Duration.ofSeconds(1));
    within(Field.Term.MONITORING, monitoring, Duration.ZERO);
    return new Lifetime(now, now.plus(lifetime), now.plus(lifetime).plus(monitoring));
  }

  private static void within(Field field, Duration duration, Duration least) {
    if (duration.compareTo(least) >= 0 && duration.compareTo(NewInvoice.LONGEST) <= 0) return;
    var reason =
        "Must be from %d to %d seconds."
            .formatted(least.toSeconds(), NewInvoice.LONGEST.toSeconds());
    throw new Rejection.InvalidField(field, reason).asException();
  }

  private Invoice draft(Project project, NewInvoice command, long id, Lifetime lifetime) {
    var tolerance = command.tolerancePercent().orElse(project.tolerancePercent());
    return new Invoice(
        id,
        UUID.randomUUID(),
        code(),
        project.organizationId(),
        project.id(),
        project.publicId(),
        project.mode(),
        command.dialect(),
        command.orderId(),
        command.description(),
        command.meta(),
        command.currency(),
        command.price(),
        tolerance,
        command.fees(),
        command.insurance(),
        project.acceptDepth(),
        command.options().stream().map(Asset::id).toList(),
        command.promised() ? NewInvoice.LONGEST : project.quoteLifetime(),
        command.returnUrl().or(project::returnUrl),
        lifetime.from,
        lifetime.expires,
        lifetime.monitored,
        unpaid(command, tolerance, lifetime),
        Optional.empty(),
        false,
        1,
        lifetime.from);
  }

  private static Standing unpaid(NewInvoice command, BigDecimal tolerance, Lifetime lifetime) {
    var terms =
        new Standing.Terms(command.price(), tolerance, lifetime.expires, false, Optional.empty());
    return Standing.of(terms, List.of(), lifetime.from);
  }

  private String code() {
    var bytes = new byte[7];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).substring(0, 13);
  }

  private static void save(Tx tx, Project project, Invoice invoice, NewInvoice.Callback callback) {
    tx.later(
        """
        INSERT INTO destination (public_id, project_id, invoice_id, dialect, url, secret_id, created_at, instead)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        UUID.randomUUID(),
        project.id(),
        invoice.id(),
        invoice.dialect(),
        callback.url(),
        project.webhookSecretId(),
        invoice.createdAt(),
        callback.instead());
  }
}
