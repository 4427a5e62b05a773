/// PostgreSQL: a pool and transactions ([coffer.db.Db], [coffer.db.Tx]), the server that we bring
/// along ([coffer.db.EmbeddedPostgres]), and the sealing of secrets at rest ([coffer.db.Vault]).
@NullMarked
package coffer.db;

import org.jspecify.annotations.NullMarked;
