package coffer.core.invoice;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.stream.Collectors.toSet;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.deposit.DepositAddresses;
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

/// Commands on invoices. Each runs in the caller's transaction: it locks the invoice, computes the
/// new standing with a pure function, saves it, and adds the event.
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
    var deposits = new DepositAddresses(chains, wallets, clock);
    this.quoting = new QuoteCreation(store, chains, rates, wallets, deposits);
    this.events = events;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
    this.issuing = new InvoiceCreation(store, views, quoting, events, this.clock);
  }

  /// Creates an invoice. If it has a single option, it is quoted at once. No request to a node is
  /// made.
  ///
  /// @return the row id and the view of the new invoice
  /// @throws Rejection.Refused (AssetUnavailable, RateUnavailable, AmountTooSmall, AmountTooLarge,
  ///     NoWallet, InvalidField; OrderTaken at the commit)
  public Created create(Tx tx, Project project, NewInvoice command) {
    return issuing.create(tx, project, command);
  }

  /// Stores an invoice of the past: archived from the start, without quote and address.
  ///
  /// @param at when the merchant created it
  /// @throws Rejection.Refused (OrderTaken at the commit)
  public Created record(Tx tx, Project project, NewInvoice command, Instant at) {
    return issuing.record(tx, project, command, at);
  }

  public record Created(long id, InvoiceView view) {}

  /// Quotes what is still missing in the asset that the payer chose. Choosing the same asset again
  /// has no effect while its latest quote is valid and covers exactly what is missing; otherwise it
  /// makes a new quote at the current rate. After a part was seen, the rest can be quoted until
  /// monitoring ends, however small it is.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen, AssetUnavailable, RateUnavailable, AmountTooSmall,
  ///     AmountTooLarge, NoWallet)
  public InvoiceView quote(Tx tx, long id, Asset asset) {
    var now = clock.instant();
    var withPayments = locked(tx, id);
    var invoice = withPayments.invoice();
    var before = withPayments.standing(now);
    if (!before.payable(invoice.period().expiresAt(), invoice.period().monitorUntil(), now)) {
      throw notOpen(invoice, before.status(), "quote");
    }
    if (!invoice.acceptance().options().contains(asset.id())) {
      throw quoting.unavailable(Field.Invoice.ASSET, asset).asException();
    }
    var made = quoting.quote(tx, withPayments, Field.Invoice.ASSET, asset, store.ids(tx), now);
    if (made.isEmpty()) return views.view(withPayments, before, now);
    quoting.save(tx, invoice, made.get());
    return saveAndPublish(tx, id, "invoice.quoted", before, now);
  }

  /// Quotes an asset anew if its rate moved by more than the invoice's slippage since the latest
  /// quote. The earlier quote stays valid for as long as it promised.
  ///
  /// @return false if it did not move, or if the invoice is paid in part, or over
  /// @throws Rejection.Refused (AssetUnavailable, RateUnavailable, AmountTooSmall, AmountTooLarge,
  ///     InvalidField)
  boolean reprice(Tx tx, Slippage slippage, long id, Asset asset) {
    var now = clock.instant();
    var withPayments = locked(tx, id);
    if (!slippage.exceeded(tx, withPayments, asset, now)) return false;
    var before = withPayments.standing(now);
    var made = quoting.requote(tx, withPayments, Field.Invoice.ASSET, asset, store.ids(tx), now);
    quoting.save(tx, withPayments.invoice(), made);
    saveAndPublish(tx, id, "invoice.quoted", before, now);
    return true;
  }

  /// What would be due in each option if it were quoted now, in coins, by the option's code and
  /// chain: `USDT:tron`. Without the options that have no fresh rate; empty if any amount may be
  /// sent. Stores nothing.
  public Map<String, BigDecimal> sums(Tx tx, long id) {
    var now = clock.instant();
    var sums = new HashMap<String, BigDecimal>();
    quoting
        .sums(tx, store.load(tx, List.of(id)).getFirst(), now)
        .forEach((asset, due) -> sums.put(views.option(asset), due));
    return sums;
  }

  /// Sets the merchant's mark on an invoice. Setting the same mark again has no effect.
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

  /// Removes the mark: the payments decide the status again.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen) if the invoice is archived
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

  /// Ends an invoice now, because the merchant asked for it, whatever the chains' clocks are. Later
  /// payments are late and still count. An expired invoice does not change.
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

  /// The result of recomputing one invoice.
  ///
  /// @param payment returns the view of one of its payments
  /// @param draft the event of the change; empty if the standing did not change
  public record Refreshed(
      UUID id, Function<Payment, PaymentView> payment, Optional<Event.Draft> draft) {}

  /// Locks and recomputes the invoices after their payments changed, and saves those that changed.
  /// The caller adds the events.
  ///
  /// @return the results by row id
  public Map<Long, Refreshed> refresh(Tx tx, Collection<Long> ids, Instant now) {
    var refreshed = new HashMap<Long, Refreshed>();
    var changed = new ArrayList<InvoiceStore.Saved>();
    for (var withPayments : store.lock(tx, ids)) {
      var invoice = withPayments.invoice();
      var before = invoice.state().standing();
      var after = withPayments.standing(now);
      var draft = Optional.<Event.Draft>empty();
      if (!after.equals(before)) {
        var version = invoice.state().version() + 1;
        changed.add(InvoiceStore.Saved.of(withPayments, after, version));
        var type = InvoiceEvents.type(before, after);
        var view = views.view(saved(withPayments, version, now), after, now);
        draft = Optional.of(InvoiceEvents.draft(invoice, type, version, view, Optional.of(before)));
      }
      var result =
          new Refreshed(invoice.publicId(), each -> views.payment(withPayments, each), draft);
      refreshed.put(invoice.id(), result);
    }
    store.save(tx, changed, now);
    return refreshed;
  }

  /// Recomputes open invoices that expired on every chain on which they have a quote, and adds
  /// their events.
  ///
  /// @return the number of invoices recomputed; if it is equal to the limit, there may be more
  public int expire(Tx tx, int limit) {
    var now = clock.instant();
    var ids = this.ids.expiring(tx, now, limit);
    if (ids.isEmpty()) return 0;
    var drafts = refresh(tx, ids, now).values().stream().flatMap(r -> r.draft().stream()).toList();
    events.add(tx, drafts, now);
    return ids.size();
  }

  /// The row id of an invoice of the project; empty if the project has no such invoice.
  public Optional<Long> find(Tx tx, long projectId, UUID publicId) {
    return ids.find(tx, projectId, publicId);
  }

  /// The row id of an invoice of any project. For payers, who know only the unguessable id.
  public Optional<Long> find(Tx tx, UUID publicId) {
    return ids.find(tx, publicId);
  }

  /// The row id of the project that owns the invoice.
  public long project(Tx tx, long id) {
    return ids.project(tx, id);
  }

  /// The row id of an invoice of any project, by its code.
  ///
  /// @param code the first 12 or all 13 digits
  public Optional<Long> findByCode(Tx tx, String code) {
    return ids.findByCode(tx, code);
  }

  /// The row id of an organization's invoice, by its code.
  ///
  /// @param projectId the only project to search; empty = all projects of the organization
  /// @param code the first 12 or all 13 digits
  public Optional<Long> findByCode(
      Tx tx, long organizationId, Optional<Long> projectId, String code) {
    return ids.findByCode(tx, organizationId, projectId, code);
  }

  /// The row id of the only invoice of an order, if it was created with [NewInvoice#orderOnce].
  public Optional<Long> findByOrder(Tx tx, long projectId, String dialect, String orderId) {
    return ids.findByOrder(tx, projectId, dialect, orderId);
  }

  /// The option of an invoice with this asset code on the chain of this name.
  public Optional<Asset> option(Tx tx, long id, String code, String chain) {
    return quoting.option(store.load(tx, List.of(id)).getFirst().invoice(), code, chain);
  }

  public InvoiceView view(Tx tx, long id) {
    return views(tx, List.of(id)).getFirst();
  }

  /// The views of invoices, in the order of their ids.
  public List<InvoiceView> views(Tx tx, Collection<Long> ids) {
    var now = clock.instant();
    return store.load(tx, ids).stream()
        .map(withPayments -> views.view(withPayments, withPayments.standing(now), now))
        .toList();
  }

  /// The view of a payment, with or without an invoice.
  public PaymentView view(Tx tx, Payment payment) {
    return paymentViews(tx, List.of(payment)).getFirst();
  }

  /// The views of payments, in the order of the arguments.
  public List<PaymentView> paymentViews(Tx tx, List<Payment> payments) {
    var owners =
        payments.stream().flatMap(each -> each.claim().invoiceId().stream()).distinct().toList();
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
                    each.claim().invoiceId().map(quotes::get).orElse(List.of()),
                    progress.getOrDefault(
                        each.asset().chainId(), InvoiceWithPayments.Progress.NONE)))
        .toList();
  }

  /// The payments and other movements of these row ids, in the order of their ids.
  public List<Payment> payments(Tx tx, Collection<Long> ids) {
    return store.payments().find(tx, ids);
  }

  /// Those of these movements that have events: all but dust.
  public List<Payment> told(Tx tx, Collection<Long> ids) {
    return store.payments().told(tx, ids);
  }

  /// How payments of an invoice are priced.
  ///
  /// @param surcharge what fees and insurance add to the price, in percent; 0 without a price
  public record Pricing(Denomination currency, BigDecimal surcharge) {}

  /// Locks invoices in the order of their ids. For commands that change several.
  public void lock(Tx tx, Collection<Long> ids) {
    store.lock(tx, ids);
  }

  /// Locks an invoice before a command changes its payments, and returns its pricing.
  ///
  /// @param action the name of the command, for the rejection: `apply`
  /// @throws Rejection.Refused (InvoiceNotOpen) if the invoice is archived
  public Pricing pricing(Tx tx, long id, String action) {
    var invoice = locked(tx, id).invoice();
    var archived = invoice.state().mark().filter(mark -> mark.kind() == Mark.Kind.ARCHIVED);
    if (archived.isPresent()) throw notOpen(invoice, Status.ARCHIVED, action);
    return new Pricing(
        invoice.pricing().currency(),
        invoice.pricing().price().isPresent() ? invoice.surcharge() : BigDecimal.ZERO);
  }

  private InvoiceWithPayments locked(Tx tx, long id) {
    return store.lock(tx, List.of(id)).getFirst();
  }

  private InvoiceView marked(Tx tx, long id, Standing before, Instant now) {
    var after = locked(tx, id).standing(now);
    return saveAndPublish(tx, id, InvoiceEvents.type(before, after), before, now);
  }

  /// Saves the present standing of an invoice and adds the event.
  private InvoiceView saveAndPublish(Tx tx, long id, String type, Standing before, Instant now) {
    var withPayments = locked(tx, id);
    var standing = withPayments.standing(now);
    var version = withPayments.invoice().state().version() + 1;
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
