package coffer.core.deposit;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.TextChange;
import coffer.core.merchant.Project;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The customers of projects.
public final class Customers {
  public static final int MAX_CLIENT_ID = 255;

  private final InstantSource clock;

  public Customers(InstantSource clock) {
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// What a request tells about a customer.
  public record Draft(String clientId, TextChange email, TextChange name) {}

  /// Creates the customer, or changes what the request tells about them. Locks their row: other
  /// transactions that change the same customer wait until this one ends.
  public Customer save(Tx tx, Project project, Draft draft) {
    return tx.only(
        """
        INSERT INTO customer AS c (public_id, project_id, client_id, email, name, created_at, updated_at)
        VALUES (:public_id, :project_id, :client_id, :email, :name, :now, :now)
        ON CONFLICT (project_id, client_id) DO UPDATE SET
          email = CASE WHEN :email_given THEN excluded.email ELSE c.email END,
          name = CASE WHEN :name_given THEN excluded.name ELSE c.name END,
          updated_at = excluded.updated_at
        RETURNING *
        """,
        Customers::customer,
        Args.of("public_id", UUID.randomUUID())
            .with("project_id", project.id())
            .with("client_id", draft.clientId())
            .with("email", draft.email().value())
            .with("email_given", draft.email().given())
            .with("name", draft.name().value())
            .with("name_given", draft.name().given())
            .with("now", clock.instant()));
  }

  /// The customer with this id, who is created if the project has none. An existing one does not
  /// change.
  ///
  /// @param email of a new customer
  public Customer obtain(Tx tx, Project project, String clientId, Optional<String> email) {
    return find(tx, project.id(), clientId)
        .orElseGet(
            () ->
                save(
                    tx,
                    project,
                    new Draft(clientId, TextChange.of(email, false), TextChange.keep())));
  }

  public Optional<Customer> find(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        "SELECT * FROM customer WHERE project_id = ? AND public_id = ?",
        Customers::customer,
        projectId,
        publicId);
  }

  /// @throws Rejection.Refused NotFound
  public Customer get(Tx tx, long projectId, UUID publicId) {
    return find(tx, projectId, publicId)
        .orElseThrow(() -> new Rejection.NotFound("customer", publicId.toString()).asException());
  }

  public Optional<Customer> find(Tx tx, long projectId, String clientId) {
    return tx.one(
        "SELECT * FROM customer WHERE project_id = ? AND client_id = ?",
        Customers::customer,
        projectId,
        clientId);
  }

  /// The newest customers of a project with an e-mail address, in any case.
  public List<Customer> withEmail(Tx tx, long projectId, String email, int limit) {
    return tx.list(
        """
        SELECT * FROM customer WHERE project_id = ? AND lower(email) = lower(?)
        ORDER BY id DESC LIMIT ?
        """,
        Customers::customer,
        projectId,
        email,
        limit);
  }

  /// The customers of a project, newest first.
  ///
  /// @param before public id of the last customer of the previous page; empty = the first page
  /// @throws Rejection.Refused InvalidField `cursor`, if the project has no such customer
  public List<Customer> list(Tx tx, long projectId, Optional<UUID> before, int limit) {
    long end = before.map(id -> place(tx, projectId, id)).orElse(Long.MAX_VALUE);
    return tx.list(
        "SELECT * FROM customer WHERE project_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
        Customers::customer,
        projectId,
        end,
        limit);
  }

  private static long place(Tx tx, long projectId, UUID publicId) {
    return tx.one(
            "SELECT id FROM customer WHERE project_id = ? AND public_id = ?",
            row -> row.number("id"),
            projectId,
            publicId)
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
                    .asException());
  }

  private static Customer customer(Row row) throws SQLException {
    return new Customer(
        row.number("id"),
        row.uuid("public_id"),
        row.number("project_id"),
        row.text("client_id"),
        row.maybeText("email"),
        row.maybeText("name"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}
