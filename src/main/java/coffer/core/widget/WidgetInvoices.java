package coffer.core.widget;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.NewInvoice;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.invoice.Status;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes the invoices of widgets.
public final class WidgetInvoices {
  /// While an order's invoice has one of these, it is shown again instead of a new one.
  private static final Set<Status> SHOWN_AGAIN =
      Set.of(Status.OPEN, Status.CONFIRMING, Status.SETTLED);

  private static final String WIDGET = "widget";

  private final Invoices invoices;
  private final Chains chains;
  private final Rates rates;
  private final Merchants merchants;
  private final PublishableInvoices publishable;
  private final Function<String, Completion> dialects;
  private final InstantSource clock;

  /// @param publishable limits the open invoices of a project that payers' browsers created
  /// @param dialects how each dialect completes an invoice
  public WidgetInvoices(
      Invoices invoices,
      Chains chains,
      Rates rates,
      Merchants merchants,
      PublishableInvoices publishable,
      Function<String, Completion> dialects,
      InstantSource clock) {
    this.invoices = invoices;
    this.chains = chains;
    this.rates = rates;
    this.merchants = merchants;
    this.publishable = publishable;
    this.dialects = dialects;
    this.clock = clock;
  }

  /// Adds to an invoice what its dialect must remember of it.
  @FunctionalInterface
  public interface Completion {
    /// @param organization public id
    /// @param payerEmail as the payer's browser sent it
    NewInvoice complete(NewInvoice plain, UUID organization, Optional<String> payerEmail);
  }

  /// What a payer is about to pay.
  ///
  /// @param price in price units (1e-8), more than zero
  /// @param options at least one
  public record Order(
      Denomination currency,
      BigInteger price,
      List<Asset> options,
      Optional<String> orderId,
      Optional<String> description,
      Optional<String> returnUrl,
      Optional<String> payerEmail) {}

  public WidgetOffer offer(
      Tx tx, PaymentWidget widget, Project project, WidgetOffer.Wanted wanted) {
    return WidgetOffer.of(tx, chains, rates, widget, project, wanted);
  }

  /// The invoice that this widget made for the same order with the same terms, if it waits for
  /// payment or is paid.
  public Optional<UUID> existing(Tx tx, PaymentWidget widget, Order order) {
    if (order.orderId.isEmpty()) return Optional.empty();
    return tx.one(
            "SELECT invoice_id FROM widget_invoice WHERE widget_id = ? AND terms = ?",
            row -> row.number("invoice_id"),
            widget.id(),
            digest(order))
        .map(id -> invoices.view(tx, id))
        .filter(view -> SHOWN_AGAIN.contains(view.standing().status()))
        .map(InvoiceView::id);
  }

  /// The invoice of an order: the existing one, or a new one. Requests for one widget run one after
  /// the other, so that two for the same order get the same invoice.
  ///
  /// @return empty if the project has as many open invoices of payers' browsers as it may have
  /// @throws Rejection.Refused NotFound if the widget was removed; or as [Invoices#create]
  public Optional<UUID> obtain(Tx tx, PaymentWidget widget, Project project, Order order) {
    PaymentWidgets.lock(tx, widget);
    var existing = existing(tx, widget, order);
    if (existing.isPresent()) return existing;
    if (!publishable.haveRoom(tx, project.id(), clock.instant())) return Optional.empty();
    var made = invoices.create(tx, project, command(tx, widget, project, order));
    publishable.add(tx, project.id(), made.id());
    if (order.orderId.isPresent()) remember(tx, widget, order, made.id());
    return Optional.of(made.view().id());
  }

  private NewInvoice command(Tx tx, PaymentWidget widget, Project project, Order order) {
    var terms = widget.terms();
    var plain =
        NewInvoice.of(terms.dialect(), order.currency, order.options)
            .price(Optional.of(order.price))
            .orderId(order.orderId)
            .description(order.description)
            .returnUrl(order.returnUrl)
            .lifetime(terms.lifetime())
            .meta(Map.of(WIDGET, widget.publicId().toString()))
            .callback(
                terms.webhook().map(it -> new NewInvoice.Callback(it.url(), false, it.pair())))
            .build();
    var organization =
        merchants
            .organization(tx, project.organizationId())
            .map(Organization::publicId)
            .orElseThrow();
    return dialects.apply(terms.dialect()).complete(plain, organization, order.payerEmail);
  }

  private static void remember(Tx tx, PaymentWidget widget, Order order, long invoice) {
    tx.update(
        """
        INSERT INTO widget_invoice (widget_id, terms, invoice_id) VALUES (?, ?, ?)
        ON CONFLICT (widget_id, terms) DO UPDATE SET invoice_id = excluded.invoice_id
        """,
        widget.id(),
        digest(order),
        invoice);
  }

  /// Equal for equal orders. No text in it contains a line break.
  private static byte[] digest(Order order) {
    var assets =
        order.options.stream()
            .map(asset -> String.valueOf(asset.id()))
            .sorted()
            .collect(Collectors.joining(","));
    var text =
        String.join(
            "\n",
            order.orderId.orElseThrow(),
            order.currency.code(),
            order.price.toString(),
            assets,
            order.description.orElse(""),
            order.returnUrl.orElse(""));
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
