package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.user.Audit;
import coffer.db.Db;
import java.util.List;
import java.util.Optional;

/// The rows of the audit that were added since the last look.
record AuditRows(Db db) {
  private static final Audit.Filter ALL =
      new Audit.Filter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  List<Audit.Line> newest(int count) {
    return db.tx(tx -> new Audit().find(tx, ALL, Optional.empty(), count));
  }

  /// The row that the last act added.
  Audit.Line last() {
    var rows = newest(1);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }
}
