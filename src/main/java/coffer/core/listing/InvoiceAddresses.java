package coffer.core.listing;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The addresses of invoices: in each asset in which an invoice was quoted, or that arrived for it.
/// Leaves out the addresses of customers.
public final class InvoiceAddresses {
  private static final String SELECT =
      """
      SELECT DISTINCT i.id AS invoice_id, i.public_id AS invoice, q.asset_id, w.id AS address_id,
        w.address, w.meta, coalesce(a.balance, 0) AS units
      FROM %s
        CROSS JOIN LATERAL (
          SELECT address_id, asset_id, mode FROM quote WHERE invoice_id = i.id
          UNION
          SELECT address_id, asset_id, mode FROM movement WHERE invoice_id = i.id AND NOT dust) q
        JOIN watched_address w ON w.id = q.address_id
        LEFT JOIN account a ON a.kind = 'address' AND a.mode = q.mode AND a.organization_id IS NULL
          AND a.project_id IS NULL AND a.address_id = q.address_id AND a.asset_id = q.asset_id
          AND a.denomination IS NULL
      WHERE i.customer_id IS NULL AND %s ORDER BY i.id DESC, q.asset_id
      """;

  private final Chains chains;

  public InvoiceAddresses(Chains chains) {
    this.chains = chains;
  }

  /// An address of an invoice, for one asset.
  ///
  /// @param addressId row id of the watched address
  /// @param invoiceId row id
  /// @param invoice public id
  /// @param address as the chain writes it
  /// @param units what is on the address now, in base units
  /// @param meta any JSON value of the merchant, as text
  public record InvoiceAddress(
      long addressId,
      long invoiceId,
      UUID invoice,
      Asset asset,
      String address,
      BigInteger units,
      Optional<String> meta) {
    /// What is on the address now, in whole coins.
    public BigDecimal balance() {
      return new BigDecimal(units, asset.decimals());
    }
  }

  /// @param invoices public ids
  public List<InvoiceAddress> of(Tx tx, long projectId, Collection<UUID> invoices) {
    return tx.list(
        SELECT.formatted("invoice i", "i.project_id = ? AND i.public_id = ANY (?)"),
        this::address,
        projectId,
        new Arr("uuid", invoices));
  }

  /// The invoices of a project that an address of a family belonged to, newest first.
  public List<InvoiceAddress> at(Tx tx, long projectId, String family, Address address) {
    return tx.list(
        SELECT.formatted(
            "watched_address own JOIN assignment s ON s.address_id = own.id"
                + " JOIN invoice i ON i.id = s.invoice_id",
            """
            own.family = ? AND own.address = ? AND own.wallet_id IS NOT NULL AND i.project_id = ?
              AND q.address_id = own.id
            """),
        this::address,
        family,
        address.bytes(),
        projectId);
  }

  /// The addresses of the newest invoices of a project, newest first.
  ///
  /// @param limit the maximum number of invoices
  public List<InvoiceAddress> newest(Tx tx, long projectId, int limit) {
    return tx.list(
        SELECT.formatted(
            """
            (SELECT id, public_id, customer_id FROM invoice WHERE project_id = ? AND customer_id IS NULL
             ORDER BY created_at DESC, id DESC LIMIT ?) i
            """,
            "true"),
        this::address,
        projectId,
        limit);
  }

  private InvoiceAddress address(Row row) throws SQLException {
    var asset = chains.asset(row.integer("asset_id"));
    return new InvoiceAddress(
        row.number("address_id"),
        row.number("invoice_id"),
        row.uuid("invoice"),
        asset,
        chains.text(Address.of(row.bytes("address")), chains.chainOf(asset)),
        row.units("units"),
        row.maybeText("meta"));
  }
}
