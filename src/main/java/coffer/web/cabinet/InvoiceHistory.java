package coffer.web.cabinet;

import coffer.core.event.Event;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.ledger.Entry;
import coffer.core.ledger.LedgerQueries;
import coffer.core.ledger.LedgerQueries.JournalEntry;
import coffer.core.listing.LatestInvoiceEvents;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.web.DisplayAmount;
import coffer.webhook.EventDeliveries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What happened to an invoice, in order: quotes, payments and their confirmations, ledger entries,
/// acts of people and keys, and events with the webhooks that told them.
final class InvoiceHistory {
  /// The most events and entries that a page shows, the latest ones.
  private static final int MOST = 100;

  /// The most acts that a page shows of the invoice, and of each payment that was applied.
  private static final int ACTS = 50;

  private final LatestInvoiceEvents events = new LatestInvoiceEvents();
  private final LedgerQueries ledger;
  private final Audit audit = new Audit();

  InvoiceHistory(CabinetServices services) {
    this.ledger = new LedgerQueries(services.chains());
  }

  /// @param id row id of the invoice
  List<HistoryStep> of(Tx tx, CabinetRequest request, long id, InvoiceView invoice) {
    var project = request.requireProject().id();
    var entries = ledger.ofInvoice(tx, id, MOST);
    var steps = new ArrayList<HistoryStep>();
    steps.add(HistoryStep.of(invoice.createdAt(), "created", "", ""));
    steps.addAll(quotes(invoice));
    invoice.payments().forEach(payment -> steps.addAll(payment(payment)));
    entries.forEach(entry -> steps.addAll(entry(entry)));
    steps.addAll(acts(tx, request, invoice, entries));
    steps.addAll(events(tx, project, id));
    steps.sort(Comparator.comparing(HistoryStep::at));
    return steps;
  }

  /// The first quote of each coin is `quoted`, another one of the same coin `requoted`.
  private static List<HistoryStep> quotes(InvoiceView invoice) {
    var seen = new HashSet<String>();
    return invoice.quotes().stream()
        .sorted(Comparator.comparing(QuoteView::createdAt))
        .map(
            quote -> {
              var asset = quote.asset();
              boolean first = seen.add(asset.code() + ":" + asset.network());
              var due = quote.due().map(it -> DisplayAmount.coins(it, asset.code()).text() + " ");
              return HistoryStep.of(
                  quote.createdAt(),
                  first ? "quoted" : "requoted",
                  due.orElse("") + asset.code() + " · " + asset.title(),
                  "");
            })
        .toList();
  }

  /// `seen`, and `confirmed` when it is booked.
  private static List<HistoryStep> payment(PaymentView payment) {
    var code = payment.asset().code();
    var amount = DisplayAmount.coins(payment.amount(), code).text() + " " + code;
    var block = payment.blockHeight().map(height -> "#" + height).orElse("");
    var seen = HistoryStep.of(payment.seenAt(), "seen", amount, payment.txid());
    return Stream.concat(
            Stream.of(seen),
            payment.confirmedAt().stream()
                .map(at -> HistoryStep.of(at, "confirmed", amount, block)))
        .toList();
  }

  /// One step for each claim; the other postings are those of addresses.
  private static List<HistoryStep> entry(JournalEntry entry) {
    return entry.postings().stream()
        .filter(posting -> posting.account().projectId().isPresent())
        .map(
            posting ->
                new HistoryStep(
                    entry.at(),
                    "entry." + entry.kind().text(),
                    PostingRow.of(posting).amount() + " " + posting.account().currency().code(),
                    "account." + posting.account().kind().text(),
                    "",
                    List.of()))
        .toList();
  }

  private List<HistoryStep> acts(
      Tx tx, CabinetRequest request, InvoiceView invoice, List<JournalEntry> entries) {
    var objects = new ArrayList<>(List.of(invoice.id().toString()));
    entries.stream()
        .filter(entry -> entry.kind() == Entry.Kind.APPLY)
        .flatMap(entry -> entry.movement().stream())
        .distinct()
        .forEach(payment -> objects.add(payment.toString()));
    var organization = request.requireOrganization().id();
    return objects.stream()
        .flatMap(
            object -> audit.find(tx, about(organization, object), Optional.empty(), ACTS).stream())
        .map(
            line ->
                new HistoryStep(
                    line.at(),
                    "act",
                    line.act(),
                    line.after().map(InvoiceHistory::readable).orElse(""),
                    line.actor(),
                    List.of()))
        .toList();
  }

  /// A flat JSON object as `mark: archived, reason: old`.
  private static String readable(String json) {
    return json.replaceAll("[{}\"]", "");
  }

  private static Audit.Filter about(long organization, String object) {
    return new Audit.Filter(
        Optional.of(organization),
        Optional.empty(),
        Optional.empty(),
        Optional.of(object),
        Optional.empty(),
        Optional.empty());
  }

  private List<HistoryStep> events(Tx tx, long project, long id) {
    var found = events.of(tx, project, id, MOST);
    var told = new HashMap<Long, List<DeliveredWebhook>>();
    for (var each : EventDeliveries.of(tx, project, found.stream().map(Event::id).toList())) {
      told.computeIfAbsent(each.event(), _ -> new ArrayList<>()).add(DeliveredWebhook.of(each));
    }
    return found.stream()
        .map(
            event ->
                new HistoryStep(
                    event.at(),
                    "event",
                    event.type(),
                    "",
                    "",
                    told.getOrDefault(event.id(), List.of())))
        .toList();
  }
}
