/// PostgreSQL: connection pool and transactions ([coffer.db.Db], [coffer.db.Tx]), the embedded
/// server ([coffer.db.EmbeddedPostgres]), and sealed secrets ([coffer.db.Vault]).
@NullMarked
package coffer.db;

import org.jspecify.annotations.NullMarked;
