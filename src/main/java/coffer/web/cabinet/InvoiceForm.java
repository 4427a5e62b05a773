package coffer.web.cabinet;

import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.invoice.NewInvoice;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.core.user.Audit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// An invoice by hand.
final class InvoiceForm {
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,20}([.,]\\d{1,8})?");
  private static final String DIALECT = "coffer";

  private final CabinetServices services;
  private final AcceptedAssets assets;
  private final Audit audit = new Audit();

  InvoiceForm(CabinetServices services) {
    this.services = services;
    this.assets = new AcceptedAssets(services.chains());
  }

  Reply show(CabinetRequest request) {
    return form(200, new TypedInvoice("", "EUR", "", "", "1"), "");
  }

  private static Reply form(int status, TypedInvoice typed, String problem) {
    return new Reply.Html(
        status, "invoice-new", "title.invoice-new", Map.of("typed", typed, "problem", problem));
  }

  Reply create(CabinetRequest request) {
    var typed = TypedInvoice.of(request.form());
    var problem = problem(typed);
    if (!problem.isEmpty()) return form(422, typed, problem);
    var options = assets.of(request.requireProject());
    if (options.isEmpty()) return form(422, typed, "assets");
    var currency = new Denomination(typed.currency());
    var price = new BigDecimal(typed.amount().replace(',', '.'));
    try {
      var made =
          services
              .db()
              .tx(
                  tx -> {
                    var command =
                        NewInvoice.of(DIALECT, currency, options)
                            .price(Optional.of(Amount.ofDecimal(price, currency).units()))
                            .orderId(typed.text(typed.order()))
                            .description(typed.text(typed.description()))
                            .lifetime(Optional.of(Duration.ofDays(Long.parseLong(typed.days()))))
                            .build();
                    var created = services.invoices().create(tx, request.requireProject(), command);
                    audit.add(
                        tx,
                        request.actor(),
                        request.place(),
                        Audit.Act.of("invoice.create", created.view().id()),
                        services.clock().instant());
                    return created.view();
                  });
      return Reply.redirect(request.projectPath() + "/invoices/" + made.id(), "invoice_made");
    } catch (Rejection.Refused e) {
      return form(
          422, typed, e.rejection() instanceof Rejection.RateUnavailable ? "rate" : "refused");
    }
  }

  private static boolean line(String text, int maxLength) {
    return text.length() <= maxLength && PlainText.isLine(text);
  }

  private static String problem(TypedInvoice typed) {
    if (!AMOUNT.matcher(typed.amount()).matches()) return "amount";
    if (new BigDecimal(typed.amount().replace(',', '.')).signum() == 0) return "amount";
    if (!Denomination.isCode(typed.currency())) return "currency";
    if (!line(typed.order(), 200)) return "order";
    if (!line(typed.description(), 1000)) return "description";
    if (!typed.days().matches("[1-9]|[12]\\d|30")) return "days";
    return "";
  }
}
