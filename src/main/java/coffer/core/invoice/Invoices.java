package coffer.core.invoice;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.stream.Collectors.toSet;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.event.Event;
import coffer.core.event.Events;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The commands on invoices. Each runs in the caller's transaction: it locks the invoice, lets a
/// pure function decide, saves, and adds the event.
public final class Invoices {
  private final InvoiceStore store;
  private final InvoiceViews views;
  private final QuoteCreation quoting;
  private final InvoiceCreation issuing;
  private final InvoiceIds ids = new InvoiceIds();
  private final Events events;
  private final InstantSource clock;

  public Invoices(Chains chains, Rates rates, Wallets wallets, Events events, InstantSource clock) {
    this.store = new InvoiceStore(chains);
    this.views = new InvoiceViews(chains);
    this.quoting = new QuoteCreation(store, chains, rates, wallets);
    this.events = events;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
    this.issuing = new InvoiceCreation(store, views, quoting, events, this.clock);
  }

  /// Makes an invoice. One with a single option is quoted at once; no node is asked.
  ///
  /// @return the new invoice's row id and what is told of it
  /// @throws Rejection.Refused (AssetUnavailable, RateUnavailable, AmountTooSmall, NoWallet,
  ///     InvalidField; OrderTaken at the commit)
  public Created create(Tx tx, Project project, NewInvoice command) {
    return issuing.create(tx, project, command);
  }

  /// Keeps an invoice of the past: archived from the start, with neither quote nor address.
  ///
  /// @param at when it was made, as the merchant says
  /// @throws Rejection.Refused (OrderTaken at the commit)
  public Created record(Tx tx, Project project, NewInvoice command, Instant at) {
    return issuing.record(tx, project, command, at);
  }

  public record Created(long id, InvoiceView view) {}

  /// The payer's choice: a quote for what is still missing, in that asset. Repeating the choice
  /// while the quote is valid changes nothing; afterwards it makes a new one at the rate of the
  /// day. Once a part was seen, the rest can be quoted as long as money counts, and however little
  /// it is.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen, AssetUnavailable, RateUnavailable, AmountTooSmall)
  public InvoiceView quote(Tx tx, long id, Asset asset) {
    var now = clock.instant();
    var withPayments = locked(tx, id);
    var invoice = withPayments.invoice();
    var before = withPayments.standing(now);
    if (!before.payable(invoice.expiresAt(), invoice.monitorUntil(), now)) {
      throw notOpen(invoice, before.status(), "quote");
    }
    if (!invoice.options().contains(asset.id())) {
      throw quoting.unavailable(Field.Invoice.ASSET, asset).asException();
    }
    var made = quoting.quote(tx, withPayments, Field.Invoice.ASSET, asset, store.ids(tx), now);
    if (made.isEmpty()) return views.view(withPayments, before, now);
    quoting.save(tx, invoice, made.get());
    return told(tx, id, "invoice.quoted", before, now);
  }

  /// Puts the merchant's mark on an invoice. The same mark again changes nothing.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen) if the status does not allow it
  public InvoiceView mark(Tx tx, long id, Mark mark) {
    var now = clock.instant();
    var withPayments = locked(tx, id);
    var before = withPayments.standing(now);
    if (before.mark().equals(Optional.of(mark.kind())))
      return views.view(withPayments, before, now);
    if (!before.status().next().contains(mark.kind().status())) {
      throw notOpen(withPayments.invoice(), before.status(), action(mark.kind()));
    }
    store.saveMark(tx, id, Optional.of(mark));
    return marked(tx, id, before, now);
  }

  /// Takes the mark off: the payments decide again.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen) if it is archived
  public InvoiceView unmark(Tx tx, long id) {
    var now = clock.instant();
    var withPayments = locked(tx, id);
    var before = withPayments.standing(now);
    if (before.mark().isEmpty()) return views.view(withPayments, before, now);
    if (before.status() == Status.ARCHIVED) {
      throw notOpen(withPayments.invoice(), before.status(), "unmark");
    }
    store.saveMark(tx, id, Optional.empty());
    return marked(tx, id, before, now);
  }

  /// By the merchant's word its time is over now, whatever the chains' clocks say. Money that comes
  /// all the same is late, and counts. One that has expired stays as it is.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen) if it is neither open nor expired
  public InvoiceView end(Tx tx, long id, String by, String reason) {
    var now = clock.instant();
    var withPayments = locked(tx, id);
    var before = withPayments.standing(now);
    if (before.status() == Status.EXPIRED) return views.view(withPayments, before, now);
    if (before.status() != Status.OPEN)
      throw notOpen(withPayments.invoice(), before.status(), "expire");
    store.saveEnd(tx, id, by, reason, now);
    return marked(tx, id, before, now);
  }

  /// What changed for one invoice when it was looked at again.
  ///
  /// @param payment how one of its payments is told
  /// @param draft the event that tells it; empty if nothing changed
  public record Refreshed(
      UUID id, Function<Payment, PaymentView> payment, Optional<Event.Draft> draft) {}

  /// Looks at the invoices again after their payments changed, and saves how they stand. The caller
  /// adds the events.
  public Map<Long, Refreshed> refresh(Tx tx, Collection<Long> ids, Instant now) {
    var refreshed = new HashMap<Long, Refreshed>();
    var changed = new ArrayList<InvoiceStore.Saved>();
    for (var withPayments : store.lock(tx, ids)) {
      var invoice = withPayments.invoice();
      var before = invoice.standing();
      var after = withPayments.standing(now);
      var draft = Optional.<Event.Draft>empty();
      if (!after.equals(before)) {
        var version = invoice.version() + 1;
        changed.add(InvoiceStore.Saved.of(withPayments, after, version));
        var type = InvoiceEvents.type(before, after);
        var view = views.view(saved(withPayments, version, now), after, now);
        draft = Optional.of(InvoiceEvents.draft(invoice, type, version, view, Optional.of(before)));
      }
      var told =
          new Refreshed(invoice.publicId(), each -> views.payment(withPayments, each), draft);
      refreshed.put(invoice.id(), told);
    }
    store.save(tx, changed, now);
    return refreshed;
  }

  /// Closes open invoices whose time has passed on every chain they were quoted on.
  ///
  /// @return how many were looked at: while there are as many as the limit, there are more
  public int expire(Tx tx, int limit) {
    var now = clock.instant();
    var ids = this.ids.expiring(tx, now, limit);
    if (ids.isEmpty()) return 0;
    var drafts = refresh(tx, ids, now).values().stream().flatMap(r -> r.draft().stream()).toList();
    events.add(tx, drafts, now);
    return ids.size();
  }

  /// The row id of a project's invoice; empty if there is none that the project may see.
  public Optional<Long> find(Tx tx, long projectId, UUID publicId) {
    return ids.find(tx, projectId, publicId);
  }

  /// The row id, for the payer, who knows the invoice by its unguessable id alone.
  public Optional<Long> find(Tx tx, UUID publicId) {
    return ids.find(tx, publicId);
  }

  /// The row id of the project whose invoice it is.
  public long project(Tx tx, long id) {
    return ids.project(tx, id);
  }

  /// The same by its code.
  ///
  /// @param code the first 12 or all 13 digits
  public Optional<Long> findByCode(Tx tx, String code) {
    return ids.findByCode(tx, code);
  }

  /// The row id of an organization's invoice.
  ///
  /// @param projectId the only project that may be looked through; empty = all
  /// @param code the first 12 or all 13 digits
  public Optional<Long> findByCode(
      Tx tx, long organizationId, Optional<Long> projectId, String code) {
    return ids.findByCode(tx, organizationId, projectId, code);
  }

  /// The one invoice that the order may have.
  public Optional<Long> findByOrder(Tx tx, long projectId, String dialect, String orderId) {
    return ids.findByOrder(tx, projectId, dialect, orderId);
  }

  /// The option of an invoice that a payer names by its code and its chain's name.
  public Optional<Asset> option(Tx tx, long id, String code, String chain) {
    return quoting.option(store.load(tx, List.of(id)).getFirst().invoice(), code, chain);
  }

  public InvoiceView view(Tx tx, long id) {
    return views(tx, List.of(id)).getFirst();
  }

  /// In the order of the ids.
  public List<InvoiceView> views(Tx tx, Collection<Long> ids) {
    var now = clock.instant();
    return store.load(tx, ids).stream()
        .map(withPayments -> views.view(withPayments, withPayments.standing(now), now))
        .toList();
  }

  /// A payment as it is told, beside its invoice or alone.
  public PaymentView view(Tx tx, Payment payment) {
    return paymentViews(tx, List.of(payment)).getFirst();
  }

  /// In the order of the payments.
  public List<PaymentView> paymentViews(Tx tx, List<Payment> payments) {
    var owners = payments.stream().flatMap(each -> each.invoiceId().stream()).distinct().toList();
    var quotes = new HashMap<Long, List<Quote>>();
    if (!owners.isEmpty()) {
      store.load(tx, owners).forEach(each -> quotes.put(each.invoice().id(), each.quotes()));
    }
    var chains = payments.stream().map(each -> each.asset().chainId()).collect(toSet());
    var progress = store.progress(tx, chains);
    return payments.stream()
        .map(
            each ->
                views.payment(
                    each,
                    each.invoiceId().map(quotes::get).orElse(List.of()),
                    progress.getOrDefault(
                        each.asset().chainId(), InvoiceWithPayments.Progress.NONE)))
        .toList();
  }

  public List<Payment> payments(Tx tx, Collection<Long> ids) {
    return store.payments().find(tx, ids);
  }

  /// Those of these payments and outflows that have events: all but dust.
  public List<Payment> told(Tx tx, Collection<Long> ids) {
    return store.payments().told(tx, ids);
  }

  /// In what an invoice is priced.
  ///
  /// @param surcharge what fees and insurance add to the price, in percent
  public record Pricing(Denomination currency, BigDecimal surcharge) {}

  /// Locks invoices in the order of their ids: before a command that changes several.
  public void lock(Tx tx, Collection<Long> ids) {
    store.lock(tx, ids);
  }

  /// Locks an invoice whose payments a command is about to change.
  ///
  /// @param action for the refusal: `apply`
  /// @throws Rejection.Refused (InvoiceNotOpen) if it is archived
  public Pricing pricing(Tx tx, long id, String action) {
    var invoice = locked(tx, id).invoice();
    var archived = invoice.mark().filter(mark -> mark.kind() == Mark.Kind.ARCHIVED);
    if (archived.isPresent()) throw notOpen(invoice, Status.ARCHIVED, action);
    return new Pricing(
        invoice.currency(), invoice.price().isPresent() ? invoice.surcharge() : BigDecimal.ZERO);
  }

  private InvoiceWithPayments locked(Tx tx, long id) {
    return store.lock(tx, List.of(id)).getFirst();
  }

  private InvoiceView marked(Tx tx, long id, Standing before, Instant now) {
    var after = locked(tx, id).standing(now);
    return told(tx, id, InvoiceEvents.type(before, after), before, now);
  }

  /// Saves how the invoice stands now and tells it.
  private InvoiceView told(Tx tx, long id, String type, Standing before, Instant now) {
    var withPayments = locked(tx, id);
    var standing = withPayments.standing(now);
    var version = withPayments.invoice().version() + 1;
    store.save(tx, List.of(InvoiceStore.Saved.of(withPayments, standing, version)), now);
    var view = views.view(saved(withPayments, version, now), standing, now);
    var draft =
        InvoiceEvents.draft(withPayments.invoice(), type, version, view, Optional.of(before));
    events.add(tx, List.of(draft), now);
    return view;
  }

  private static InvoiceWithPayments saved(
      InvoiceWithPayments withPayments, int version, Instant now) {
    return new InvoiceWithPayments(
        withPayments.invoice().at(version, now),
        withPayments.quotes(),
        withPayments.payments(),
        withPayments.dust(),
        withPayments.chains());
  }

  private static String action(Mark.Kind kind) {
    return switch (kind) {
      case SETTLED -> "settle";
      case CANCELLED -> "cancel";
      case ARCHIVED -> "archive";
    };
  }

  private static RuntimeException notOpen(Invoice invoice, Status status, String action) {
    return new Rejection.InvoiceNotOpen(invoice.publicId().toString(), status.name(), action)
        .asException();
  }
}
