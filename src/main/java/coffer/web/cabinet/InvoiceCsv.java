package coffer.web.cabinet;

import coffer.core.invoice.InvoiceView;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.listing.InvoicesByCursor.Filter;
import coffer.db.Db;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Invoices as CSV (RFC 4180), page by page, so that any number of them needs little memory. It
/// begins with a byte order mark: without it, Excel does not read a file as UTF-8.
final class InvoiceCsv {
  private static final int ROWS = 500;
  private static final String SIGNS = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";
  private static final String HEAD =
      "\uFEFFid,created_at,order_id,description,amount,currency,status,amount_confirmed\r\n";

  private final Db db;
  private final InvoicesByCursor lists;

  InvoiceCsv(Db db, InvoicesByCursor lists) {
    this.db = db;
    this.lists = lists;
  }

  void write(long projectId, Filter filter, Writer out) throws IOException {
    out.write(HEAD);
    var before = Optional.<UUID>empty();
    while (true) {
      var place = before;
      var rows = db.tx(tx -> lists.invoices(tx, projectId, filter, place, ROWS));
      for (var row : rows) out.write(line(row));
      if (rows.size() < ROWS) return;
      before = Optional.of(rows.getLast().id());
    }
  }

  private static String line(InvoiceView view) {
    var fields =
        List.of(
            view.id().toString(),
            view.createdAt().toString(),
            view.orderId().orElse(""),
            view.description().orElse(""),
            view.price().map(BigDecimal::toPlainString).orElse(""),
            view.currency(),
            view.standing().status().name().toLowerCase(Locale.ROOT),
            new BigDecimal(view.standing().confirmed(), 8).stripTrailingZeros().toPlainString());
    return String.join(",", fields.stream().map(InvoiceCsv::field).toList()) + "\r\n";
  }

  /// Quotes every text. Spreadsheets run a text that begins with one of `= + - @` as a formula,
  /// also after spaces and in full width; an apostrophe before it prevents that.
  static String field(String text) {
    var begin = text.replaceFirst("^[\\s\\p{Z}]+", "");
    boolean control = begin.length() < text.length() && text.charAt(0) < ' ';
    boolean sign = !begin.isEmpty() && SIGNS.indexOf(begin.charAt(0)) >= 0;
    boolean formula = control || sign;
    return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
  }
}
