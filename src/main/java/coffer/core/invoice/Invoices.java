package coffer.core.invoice;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.event.Event;
import coffer.core.event.Events;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.merchant.Project;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.db.Tx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The commands on invoices. Each runs in the caller's transaction: it locks the invoice, lets a
/// pure function decide, saves, and adds the event.
public final class Invoices {
  private static final Duration LONGEST = Duration.ofDays(366);

  private final InvoiceStore store;
  private final InvoiceViews views;
  private final Quoting quoting;
  private final Events events;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public Invoices(Chains chains, Rates rates, Wallets wallets, Events events, InstantSource clock) {
    this.store = new InvoiceStore(chains);
    this.views = new InvoiceViews(chains);
    this.quoting = new Quoting(store, chains, rates, wallets);
    this.events = events;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// Makes an invoice. One with a single option is quoted at once; no node is asked.
  ///
  /// @return the new invoice's row id and what is told of it
  /// @throws Rejection.Refused (AssetUnavailable, RateUnavailable, AmountTooSmall, NoWallet,
  ///     InvalidField)
  public Created create(Tx tx, Project project, NewInvoice command) {
    var now = clock.instant();
    var ids = store.ids(tx);
    var invoice = draft(project, command, ids.invoice(), now);
    var bare = new Dossier(invoice, List.of(), List.of(), Map.of());
    var made =
        command.options().size() == 1
            ? quoting.quote(tx, bare, command.options().getFirst(), ids, now)
            : Optional.<Quoting.Made>empty();
    var quotes = made.map(Quoting.Made::quote).stream().toList();
    var dossier = new Dossier(invoice, quotes, List.of(), Map.of());
    var standing = dossier.standing(now);
    var view = views.view(dossier, standing);
    // All is known here: nothing that follows is read again, and it is written in one round trip.
    store.insert(tx, invoice, standing);
    made.ifPresent(quote -> quoting.save(tx, invoice, quote));
    command.callbackUrl().ifPresent(url -> callback(tx, project, invoice, url, now));
    var draft = draft(invoice, "invoice.created", 1, view, Optional.empty());
    events.add(tx, List.of(draft), now);
    return new Created(invoice.id(), view);
  }

  public record Created(long id, InvoiceView view) {}

  /// The payer's choice: a quote for what is still missing, in that asset. Repeating the choice
  /// while the quote is valid changes nothing; afterwards it makes a new one at the rate of the
  /// day.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen, AssetUnavailable, RateUnavailable, AmountTooSmall)
  public InvoiceView quote(Tx tx, long id, Asset asset) {
    var now = clock.instant();
    var dossier = locked(tx, id);
    var invoice = dossier.invoice();
    var before = dossier.standing(now);
    if (before.status() != Status.OPEN || now.isAfter(invoice.expiresAt())) {
      throw notOpen(invoice, before.status(), "quote");
    }
    if (!invoice.options().contains(asset.id())) {
      throw quoting.unavailable("asset", asset).asException();
    }
    var made = quoting.quote(tx, dossier, asset, store.ids(tx), now);
    if (made.isEmpty()) return views.view(dossier, before);
    quoting.save(tx, invoice, made.get());
    return told(tx, id, "invoice.quoted", before, now);
  }

  /// Puts the merchant's mark on an invoice. The same mark again changes nothing.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen) if the status does not allow it
  public InvoiceView mark(Tx tx, long id, Mark mark) {
    var now = clock.instant();
    var dossier = locked(tx, id);
    var before = dossier.standing(now);
    if (before.mark().equals(Optional.of(mark.kind()))) return views.view(dossier, before);
    if (!before.status().next().contains(mark.kind().status())) {
      throw notOpen(dossier.invoice(), before.status(), action(mark.kind()));
    }
    store.saveMark(tx, id, Optional.of(mark));
    return marked(tx, id, before, now);
  }

  /// Takes the mark off: the payments decide again.
  ///
  /// @throws Rejection.Refused (InvoiceNotOpen) if it is archived
  public InvoiceView unmark(Tx tx, long id) {
    var now = clock.instant();
    var dossier = locked(tx, id);
    var before = dossier.standing(now);
    if (before.mark().isEmpty()) return views.view(dossier, before);
    if (before.status() == Status.ARCHIVED) {
      throw notOpen(dossier.invoice(), before.status(), "unmark");
    }
    store.saveMark(tx, id, Optional.empty());
    return marked(tx, id, before, now);
  }

  /// What changed for one invoice when it was looked at again.
  ///
  /// @param payment how one of its payments is told
  /// @param draft the event that tells it; empty if nothing changed
  public record Refreshed(
      InvoiceView view,
      Function<Payment, PaymentView> payment,
      Standing before,
      Optional<Event.Draft> draft) {}

  /// Looks at the invoices again after their payments changed, and saves how they stand. The caller
  /// adds the events.
  public Map<Long, Refreshed> refresh(Tx tx, Collection<Long> ids, Instant now) {
    var refreshed = new HashMap<Long, Refreshed>();
    var changed = new ArrayList<InvoiceStore.Saved>();
    for (var dossier : store.lock(tx, ids)) {
      var invoice = dossier.invoice();
      var before = invoice.standing();
      var after = dossier.standing(now);
      Function<Payment, PaymentView> payment = each -> views.payment(dossier, each);
      if (after.equals(before)) {
        var view = views.view(dossier, after);
        refreshed.put(invoice.id(), new Refreshed(view, payment, before, Optional.empty()));
        continue;
      }
      var version = invoice.version() + 1;
      changed.add(new InvoiceStore.Saved(invoice.id(), after, version));
      var view = views.view(saved(dossier, version, now), after);
      var draft = draft(invoice, type(before, after), version, view, Optional.of(before));
      refreshed.put(invoice.id(), new Refreshed(view, payment, before, Optional.of(draft)));
    }
    store.save(tx, changed, now);
    return refreshed;
  }

  /// Closes open invoices whose time has passed on every chain they were quoted on.
  ///
  /// @return how many were looked at: while there are as many as the limit, there are more
  public int expire(Tx tx, int limit) {
    var now = clock.instant();
    var ids = store.expiring(tx, now, limit);
    if (ids.isEmpty()) return 0;
    var drafts = refresh(tx, ids, now).values().stream().flatMap(r -> r.draft().stream()).toList();
    events.add(tx, drafts, now);
    return ids.size();
  }

  /// The row id of a project's invoice; empty if there is none that the project may see.
  public Optional<Long> find(Tx tx, long projectId, UUID publicId) {
    return store.id(tx, projectId, publicId);
  }

  /// The row id, for the payer, who knows the invoice by its unguessable id alone.
  public Optional<Long> find(Tx tx, UUID publicId) {
    return store.id(tx, publicId);
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
        .map(dossier -> views.view(dossier, dossier.standing(now)))
        .toList();
  }

  /// A payment as it is told, beside its invoice or alone.
  public PaymentView view(Tx tx, Payment payment) {
    var quotes =
        payment
            .invoiceId()
            .map(id -> store.load(tx, List.of(id)).getFirst().quotes())
            .orElse(List.of());
    var chain = payment.asset().chainId();
    var progress = store.progress(tx, List.of(chain)).getOrDefault(chain, Dossier.Progress.NONE);
    return views.payment(payment, quotes, progress);
  }

  public List<Payment> payments(Tx tx, Collection<Long> ids) {
    return store.payments(tx, ids);
  }

  private Invoice draft(Project project, NewInvoice command, long id, Instant now) {
    var lifetime = command.lifetime().orElse(project.lifetime());
    var monitoring = command.monitoring().orElse(project.monitoring());
    within("expires_in", lifetime, Duration.ofSeconds(1));
    within("monitor_for", monitoring, Duration.ZERO);
    var tolerance = command.tolerancePercent().orElse(project.tolerancePercent());
    var terms =
        new Standing.Terms(command.price(), tolerance, now.plus(lifetime), Optional.empty());
    for (var asset : command.options()) quoting.check("options", asset, project);
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
        project.quoteLifetime(),
        command.returnUrl().or(project::returnUrl),
        now,
        now.plus(lifetime),
        now.plus(lifetime).plus(monitoring),
        Standing.of(terms, List.of(), now),
        Optional.empty(),
        1,
        now);
  }

  private static void within(String field, Duration duration, Duration least) {
    if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) return;
    var reason = "Must be from %d to %d seconds.".formatted(least.toSeconds(), LONGEST.toSeconds());
    throw new Rejection.InvalidField(field, reason).asException();
  }

  private String code() {
    var bytes = new byte[7];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).substring(0, 13);
  }

  private static void callback(Tx tx, Project project, Invoice invoice, String url, Instant now) {
    tx.later(
        """
        INSERT INTO destination (public_id, project_id, invoice_id, dialect, url, secret_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        UUID.randomUUID(),
        project.id(),
        invoice.id(),
        invoice.dialect(),
        url,
        project.webhookSecretId(),
        now);
  }

  private Dossier locked(Tx tx, long id) {
    return store.lock(tx, List.of(id)).getFirst();
  }

  private InvoiceView marked(Tx tx, long id, Standing before, Instant now) {
    var after = locked(tx, id).standing(now);
    return told(tx, id, type(before, after), before, now);
  }

  /// Saves how the invoice stands now and tells it.
  private InvoiceView told(Tx tx, long id, String type, Standing before, Instant now) {
    var dossier = locked(tx, id);
    var standing = dossier.standing(now);
    var version = dossier.invoice().version() + 1;
    store.save(tx, List.of(new InvoiceStore.Saved(id, standing, version)), now);
    var view = views.view(saved(dossier, version, now), standing);
    var draft = draft(dossier.invoice(), type, version, view, Optional.of(before));
    events.add(tx, List.of(draft), now);
    return view;
  }

  private static Dossier saved(Dossier dossier, int version, Instant now) {
    return new Dossier(
        dossier.invoice().at(version, now), dossier.quotes(), dossier.payments(), dossier.chains());
  }

  private static Event.Draft draft(
      Invoice invoice, String type, int version, InvoiceView view, Optional<Standing> before) {
    return new Event.Draft(
        invoice.organizationId(),
        invoice.projectId(),
        Optional.of(invoice.id()),
        type,
        "invoice",
        invoice.id(),
        version,
        new Snapshot(Optional.of(view), Optional.empty(), before));
  }

  private static String type(Standing before, Standing after) {
    if (before.status() == after.status()) return "invoice.updated";
    return switch (after.status()) {
      case OPEN -> "invoice.reopened";
      case CONFIRMING -> "invoice.confirming";
      case SETTLED -> "invoice.settled";
      case EXPIRED -> "invoice.expired";
      case CANCELLED -> "invoice.cancelled";
      case ARCHIVED -> "invoice.archived";
    };
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
