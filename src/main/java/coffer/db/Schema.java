package coffer.db;

import coffer.operator.UserError;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/// The schema version of this program, to compare with that of a database.
public final class Schema {
  private final MigrationVersion known;

  private Schema(MigrationVersion known) {
    this.known = known;
  }

  /// Brings a database up to date.
  ///
  /// @throws UserError if a newer version of this program has migrated it
  static Schema migrate(DataSource database) {
    var flyway = Flyway.configure().dataSource(database).locations("classpath:db/migration").load();
    var all = Arrays.asList(flyway.info().all());
    var known =
        all.stream()
            .filter(each -> each.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    var newest =
        all.stream()
            .filter(each -> each.getState().isApplied() && each.getVersion() != null)
            .map(MigrationInfo::getVersion)
            .max(Comparator.naturalOrder());
    if (newest.isPresent() && newest.get().isNewerThan(known)) {
      throw new UserError(
          ("the database is of a newer version: its schema is %s, this version knows %s. Start the"
                  + " newer version, or restore the backup from before the upgrade")
              .formatted(newest.get(), known));
    }
    flyway.migrate();
    return new Schema(known);
  }

  /// Why a running server must end: another one has migrated the database to a newer version. Empty
  /// if it may continue.
  public Optional<String> outdated(Tx tx) {
    return tx
        .list(
            "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL",
            row -> MigrationVersion.fromVersion(row.text("version")))
        .stream()
        .max(Comparator.naturalOrder())
        .filter(newest -> newest.isNewerThan(known))
        .map(
            newest ->
                ("a newer version brought the schema of the database to %s, and this version knows"
                        + " %s: this server ends, start the newer version in its place")
                    .formatted(newest, known));
  }
}
