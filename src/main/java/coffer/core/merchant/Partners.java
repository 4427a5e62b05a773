package coffer.core.merchant;

import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The partners of this server. The operator adds them.
public final class Partners {
  private final InstantSource clock;

  public Partners(InstantSource clock) {
    this.clock = clock;
  }

  /// @throws coffer.core.Rejection.Refused InvalidField `NAME`
  public Partner add(Tx tx, String name) {
    Merchants.checkName(name);
    return tx.only(
        "INSERT INTO partner (public_id, name, created_at) VALUES (?, ?, ?) RETURNING *",
        Partners::partner,
        UUID.randomUUID(),
        name,
        clock.instant());
  }

  /// All partners, oldest first.
  public List<Partner> list(Tx tx) {
    return tx.list("SELECT * FROM partner ORDER BY id", Partners::partner);
  }

  public Optional<Partner> find(Tx tx, UUID publicId) {
    return tx.one("SELECT * FROM partner WHERE public_id = ?", Partners::partner, publicId);
  }

  /// The keys of a partner, oldest first.
  public List<ApiKey> keys(Tx tx, Partner partner) {
    return tx.list(
        "SELECT *, cidrs::text[] AS blocks FROM api_key WHERE partner_id = ? ORDER BY id",
        Keys::key,
        partner.id());
  }

  /// Locks a partner: of two transactions that create something for it, one waits for the other.
  ///
  /// @param id row id
  public static void lock(Tx tx, long id) {
    tx.only("SELECT id FROM partner WHERE id = ? FOR NO KEY UPDATE", row -> row.number("id"), id);
  }

  private static Partner partner(Row row) throws SQLException {
    return new Partner(
        row.number("id"), row.uuid("public_id"), row.text("name"), row.instant("created_at"));
  }
}
