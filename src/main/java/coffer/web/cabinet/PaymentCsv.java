package coffer.web.cabinet;

import coffer.core.listing.InvoicesByCursor;
import coffer.core.listing.InvoicesByCursor.Paid;
import coffer.core.listing.InvoicesByCursor.PaymentFilter;
import coffer.db.Db;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Payments as CSV, newest first, page by page like [InvoiceCsv].
final class PaymentCsv {
  private static final int ROWS = 500;
  private static final String HEAD =
      "\uFEFFid,seen_at,confirmed_at,status,amount,coin,network,transaction,address,invoice,unmatched\r\n";

  private final Db db;
  private final InvoicesByCursor lists;

  PaymentCsv(Db db, InvoicesByCursor lists) {
    this.db = db;
    this.lists = lists;
  }

  void write(long projectId, PaymentFilter filter, Writer out) throws IOException {
    out.write(HEAD);
    var before = Optional.<UUID>empty();
    while (true) {
      var place = before;
      var rows = db.tx(tx -> lists.payments(tx, projectId, filter, place, ROWS));
      for (var row : rows) out.write(line(row));
      if (rows.size() < ROWS) return;
      before = Optional.of(rows.getLast().payment().id());
    }
  }

  private static String line(Paid paid) {
    var payment = paid.payment();
    return Stream.of(
                payment.id().toString(),
                payment.seenAt().toString(),
                payment.confirmedAt().map(Instant::toString).orElse(""),
                payment.status().name().toLowerCase(Locale.ROOT),
                payment.amount().stripTrailingZeros().toPlainString(),
                payment.asset().code(),
                payment.asset().network(),
                payment.txid(),
                payment.address(),
                paid.invoice().map(UUID::toString).orElse(""),
                payment.orphan().orElse(""))
            .map(InvoiceCsv::field)
            .collect(Collectors.joining(","))
        + "\r\n";
  }
}
