package coffer.web.cabinet;

import coffer.core.user.Audit;
import coffer.db.Db;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Lines of the audit as CSV, page by page like [InvoiceCsv].
final class AuditCsv {
  private static final int ROWS = 500;
  private static final String HEAD =
      "\uFEFFid,time,via,who,from,organization,what,which,before,after\r\n";

  private final Db db;
  private final Audit audit;

  AuditCsv(Db db, Audit audit) {
    this.db = db;
    this.audit = audit;
  }

  void write(Audit.Filter filter, Writer out) throws IOException {
    out.write(HEAD);
    var before = Optional.<UUID>empty();
    while (true) {
      var place = before;
      var rows = db.tx(tx -> audit.find(tx, filter, place, ROWS));
      for (var row : rows) out.write(line(row));
      if (rows.size() < ROWS) return;
      before = Optional.of(rows.getLast().id());
    }
  }

  private static String line(Audit.Line line) {
    return List.of(
                line.id().toString(),
                line.at().toString(),
                line.via().name().toLowerCase(Locale.ROOT),
                line.actor(),
                line.client().orElse(""),
                line.organization().orElse(""),
                line.act(),
                line.object(),
                line.before().orElse(""),
                line.after().orElse(""))
            .stream()
            .map(InvoiceCsv::field)
            .collect(Collectors.joining(","))
        + "\r\n";
  }
}
