package coffer.core.link;

import static java.time.temporal.ChronoUnit.HOURS;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.NewInvoice;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.invoice.Status;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.core.widget.WidgetOffer;
import coffer.db.Args;
import coffer.db.Tx;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Makes the invoices of payment links.
public final class LinkInvoices {
  /// The most invoices that a link makes in one hour of the clock.
  public static final int MAX_PER_HOUR = 1_000;

  /// The key of a link's public id in the metadata of its invoices.
  static final String LINK = "payment_link";

  private static final String DIALECT = "coffer";
  private static final Duration FULL = Duration.ofMinutes(1);

  private final PaymentLinkStore links;
  private final Invoices invoices;
  private final Chains chains;
  private final Rates rates;
  private final PublishableInvoices publishable;
  private final String publicUrl;
  private final InstantSource clock;

  /// @param publishable limits the open invoices of a project that payers' browsers created
  /// @param publicUrl of the server, without a slash at its end
  public LinkInvoices(
      Invoices invoices,
      Chains chains,
      Rates rates,
      PublishableInvoices publishable,
      String publicUrl,
      InstantSource clock) {
    this.links = new PaymentLinkStore(chains, clock);
    this.invoices = invoices;
    this.chains = chains;
    this.rates = rates;
    this.publishable = publishable;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /// What a payer filled in.
  ///
  /// @param price in price units (1e-8), if they typed an amount that is one; a fixed price applies
  ///     first
  /// @param answers by the label of the field
  public record Filled(Optional<BigInteger> price, Map<String, String> answers) {
    String answer(CustomField field) {
      return answers.getOrDefault(field.label(), "").strip();
    }
  }

  /// What came of it.
  public sealed interface Outcome {
    /// @param id public id of the invoice to pay
    record Made(UUID id) implements Outcome {}

    record Closed(PaymentLink.State state) implements Outcome {}

    /// @param after when it can be tried again
    record Busy(Duration after) implements Outcome {}

    /// Nothing that the project accepts has a rate at present.
    record Unavailable() implements Outcome {}

    /// @param amount whether the amount is missing, or not within the bounds
    /// @param labels of the fields whose answers are missing or wrong
    record Wrong(boolean amount, List<String> labels) implements Outcome {}
  }

  /// The invoice of a link that is not reusable, if it waits for payment.
  public Optional<UUID> waiting(Tx tx, PaymentLink link) {
    if (link.terms().reusable()) return Optional.empty();
    return tx.one(
            """
            SELECT i.id FROM
              (
                SELECT invoice_id FROM link_invoice
                WHERE (link_id, invoice_id) > (?, 0) AND (link_id, invoice_id) < (?, 0)
                ORDER BY link_id DESC, invoice_id DESC LIMIT ?) x
              JOIN invoice i ON i.id = x.invoice_id
            WHERE i.status = 'open' ORDER BY i.id DESC LIMIT 1
            """,
            row -> row.number("id"),
            link.id(),
            link.id() + 1,
            PaymentLinkStore.MAX_READ)
        .map(id -> invoices.view(tx, id))
        .filter(view -> view.standing().status() == Status.OPEN)
        .map(InvoiceView::id);
  }

  /// Makes an invoice, or finds the one that waits for payment if the link is not reusable.
  /// Requests for one link run one after the other, so that it is not paid twice.
  ///
  /// @throws coffer.core.Rejection.Refused as [Invoices#create]
  public Outcome obtain(Tx tx, long linkId, Project project, Filled filled) {
    var link = links.lock(tx, linkId).orElseThrow();
    var now = clock.instant();
    var state = link.state(now);
    if (state != PaymentLink.State.OPEN) return new Outcome.Closed(state);
    var waiting = waiting(tx, link);
    if (waiting.isPresent()) return new Outcome.Made(waiting.get());
    var terms = link.terms();
    var price = terms.price().fixed().or(filled::price).filter(terms.price()::accepts);
    var wrong =
        terms.fields().stream()
            .filter(field -> !field.accepts(filled.answer(field)))
            .map(CustomField::label)
            .toList();
    if (price.isEmpty() || !wrong.isEmpty()) return new Outcome.Wrong(price.isEmpty(), wrong);
    var options = options(tx, project, terms);
    if (options.isEmpty()) return new Outcome.Unavailable();
    if (!publishable.haveRoom(tx, project.id(), now)) return new Outcome.Busy(FULL);
    if (!count(tx, link)) {
      return new Outcome.Busy(Duration.between(now, now.truncatedTo(HOURS).plus(1, HOURS)));
    }
    return new Outcome.Made(create(tx, link, project, options, price.get(), filled));
  }

  /// The assets to choose from; empty if none of them has a rate.
  private List<Asset> options(Tx tx, Project project, PaymentLink.Terms terms) {
    var currency = new Denomination(terms.price().currency());
    var options = WidgetOffer.assets(chains, project, terms.assets(), List.of());
    boolean rated =
        options.stream().anyMatch(asset -> rates.current(tx, asset, currency).isPresent());
    return rated ? options : List.of();
  }

  private UUID create(
      Tx tx,
      PaymentLink link,
      Project project,
      List<Asset> options,
      BigInteger price,
      Filled filled) {
    var terms = link.terms();
    var token = UUID.randomUUID();
    var command =
        NewInvoice.of(DIALECT, new Denomination(terms.price().currency()), options)
            .price(Optional.of(price))
            .description(Optional.of(terms.title()))
            .lifetime(terms.lifetime())
            .returnUrl(
                terms.thanks().isPresent()
                    ? Optional.of(link.url(publicUrl) + "/thanks/" + token)
                    : terms.returnUrl())
            .meta(metadata(link, filled))
            .build();
    var made = invoices.create(tx, project, command);
    publishable.add(tx, project.id(), made.id());
    tx.update(
        "INSERT INTO link_invoice (invoice_id, link_id, token) VALUES (?, ?, ?)",
        made.id(),
        link.id(),
        token);
    return made.view().id();
  }

  private static Map<String, String> metadata(PaymentLink link, Filled filled) {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put(LINK, link.publicId().toString());
    for (var field : link.terms().fields()) {
      var answer = filled.answer(field);
      if (!answer.isEmpty()) metadata.put(field.label(), answer);
    }
    return metadata;
  }

  private boolean count(Tx tx, PaymentLink link) {
    return tx.update(
            """
            UPDATE payment_link SET hour = :hour, hour_invoices = CASE WHEN hour = :hour THEN hour_invoices + 1 ELSE 1 END
            WHERE id = :id AND (hour_invoices < :most OR hour IS DISTINCT FROM :hour)
            """,
            Args.of("id", link.id())
                .with("hour", clock.instant().truncatedTo(HOURS))
                .with("most", MAX_PER_HOUR))
        == 1;
  }

  /// Whether the invoice with this token was paid; empty if the link has none.
  public Optional<Boolean> paid(Tx tx, PaymentLink link, UUID token) {
    return tx.one(
        """
        SELECT i.status IN ('confirming', 'settled') AS paid
        FROM link_invoice x JOIN invoice i ON i.id = x.invoice_id WHERE x.token = ? AND x.link_id = ?
        """,
        row -> row.bool("paid"),
        token,
        link.id());
  }
}
