package coffer.core.operation;

import coffer.core.chain.Mode;
import coffer.core.money.Denomination;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The organizations of a server.
public final class OrganizationList {
  /// Larger numbers are shown as this and "or more".
  public static final int COUNTED = 10_000;

  private static final String SELECT =
      """
      SELECT o.public_id, o.name, o.operator, o.block_reason, o.created_at, p.name AS partner
      FROM organization o LEFT JOIN partner p ON p.id = o.partner_id
      """;

  /// @param operator whether it runs this server
  /// @param partner name of the partner that created it
  public record Listed(
      UUID id,
      String name,
      boolean operator,
      Optional<String> blockReason,
      Instant createdAt,
      Optional<String> partner) {}

  /// @param keys valid API keys, webhooks, widgets, address book entries and tracked addresses: at
  ///     most [#COUNTED]
  public record ProjectUse(
      UUID id,
      String name,
      Mode mode,
      long keys,
      long webhooks,
      long widgets,
      long addressBook,
      long tracked) {}

  /// @param amount in the currency
  public record Prepaid(Mode mode, String currency, BigDecimal amount) {}

  /// The newest organizations.
  ///
  /// @param before public id of the last one of the previous page; unknown = the first page
  public List<Listed> page(Tx tx, Optional<UUID> before, int limit) {
    return tx.list(
        SELECT
            + """
            WHERE o.id < coalesce((SELECT id FROM organization WHERE public_id = ?), 9223372036854775807)
            ORDER BY o.id DESC LIMIT ?
            """,
        OrganizationList::listed,
        before,
        limit);
  }

  /// The organizations whose name begins with a text, whatever its case, or whose id it is.
  public List<Listed> find(Tx tx, String text, int limit) {
    var wanted = Prefix.of(text);
    return tx.list(
        SELECT
            + """
            WHERE o.id IN (
              (SELECT id FROM organization WHERE lower(name) ~>=~ :from AND lower(name) ~<~ :to
               ORDER BY lower(name) USING ~<~ LIMIT :limit)
              UNION ALL (SELECT id FROM organization WHERE public_id = CAST(:id AS uuid)))
            ORDER BY lower(o.name), o.id LIMIT :limit
            """,
        OrganizationList::listed,
        Args.of("from", wanted.from())
            .with("to", wanted.to())
            .with("id", wanted.id())
            .with("limit", limit));
  }

  /// The first projects of an organization, with what they use.
  ///
  /// @param organizationId row id
  public List<ProjectUse> projects(Tx tx, long organizationId, int limit) {
    return tx.list(
        """
        SELECT p.public_id, p.name, p.mode,
          (SELECT count(*) FROM (SELECT FROM api_key k WHERE k.project_id = p.id AND k.revoked_at IS NULL
             LIMIT :counted) each) AS keys,
          (SELECT count(*) FROM (SELECT FROM destination d WHERE d.project_id = p.id AND d.invoice_id IS NULL
             AND d.customer_id IS NULL AND d.enabled LIMIT :counted) each) AS webhooks,
          (SELECT count(*) FROM (SELECT FROM payment_widget w WHERE w.project_id = p.id LIMIT :counted) each) AS widgets,
          (SELECT count(*) FROM (SELECT FROM address_book_entry b WHERE b.project_id = p.id LIMIT :counted) each) AS book,
          (SELECT count(*) FROM (SELECT FROM tracked_address t WHERE t.project_id = p.id LIMIT :counted) each) AS tracked
        FROM project p WHERE p.organization_id = :organization ORDER BY p.id LIMIT :limit
        """,
        row ->
            new ProjectUse(
                row.uuid("public_id"),
                row.text("name"),
                Mode.of(row.text("mode")),
                row.number("keys"),
                row.number("webhooks"),
                row.number("widgets"),
                row.number("book"),
                row.number("tracked")),
        Args.of("counted", COUNTED).with("organization", organizationId).with("limit", limit));
  }

  /// The prepaid balances of an organization.
  ///
  /// @param organizationId row id
  public List<Prepaid> prepaid(Tx tx, long organizationId) {
    return tx.list(
        """
        SELECT mode, denomination, -balance AS units FROM account
        WHERE kind = 'prepaid' AND mode IN ('live', 'test') AND organization_id = ? ORDER BY mode, denomination
        """,
        row ->
            new Prepaid(
                Mode.of(row.text("mode")),
                row.text("denomination"),
                new BigDecimal(row.units("units"), Denomination.DECIMALS).stripTrailingZeros()),
        organizationId);
  }

  private static Listed listed(Row row) throws SQLException {
    return new Listed(
        row.uuid("public_id"),
        row.text("name"),
        row.bool("operator"),
        row.maybeText("block_reason"),
        row.instant("created_at"),
        row.maybeText("partner"));
  }
}
