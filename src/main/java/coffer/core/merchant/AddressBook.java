package coffer.core.merchant;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.TextChange;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The address books of projects.
public final class AddressBook {
  /// The most entries of a project.
  public static final int MAX_ENTRIES = 10_000;

  private static final String COLUMNS = "id, public_id, networks, text, alias, comment, created_at";

  private final Chains chains;
  private final InstantSource clock;

  public AddressBook(Chains chains, InstantSource clock) {
    this.chains = chains;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// The fields of the request that contain the address and its networks.
  public record Fields(Field address, Field networks) {}

  /// A new entry.
  ///
  /// @param networks names of networks, at least one
  public record Draft(
      String address, List<String> networks, String alias, Optional<String> comment) {}

  /// Adds an address.
  ///
  /// @throws Rejection.Refused InvalidField, if a network is unknown or has no such address, or the
  ///     project has [#MAX_ENTRIES]; AddressTaken, if an entry has the address on one of these
  ///     networks
  public AddressBookEntry add(Tx tx, Project project, Fields fields, Draft draft) {
    var networks = List.copyOf(new LinkedHashSet<>(draft.networks()));
    var first = chain(project, fields, networks.getFirst());
    var address = parse(fields, first, draft.address());
    for (var network : networks) parse(fields, chain(project, fields, network), draft.address());
    lock(tx, project);
    requireRoom(tx, project, fields);
    var args =
        Args.of("project", project.id())
            .with("family", first.family())
            .with("address", address.bytes())
            .with("networks", new Arr("text", networks));
    if (taken(tx, args)) throw new Rejection.AddressTaken(draft.address()).asException();
    return tx.only(
        """
        INSERT INTO address_book_entry (public_id, project_id, family, address, text, networks, alias, comment, created_at)
        VALUES (:public_id, :project, :family, :address, :text, :networks, :alias, :comment, :now)
        RETURNING\s"""
            + COLUMNS,
        AddressBook::entry,
        args.with("public_id", UUID.randomUUID())
            .with("text", chains.text(address, first))
            .with("alias", draft.alias())
            .with("comment", draft.comment())
            .with("now", clock.instant()));
  }

  /// Two transactions that add to one address book run one after the other.
  private static void lock(Tx tx, Project project) {
    tx.one(
        "SELECT id FROM project WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        project.id());
  }

  private void requireRoom(Tx tx, Project project, Fields fields) {
    if (count(tx, project, Optional.empty()) < MAX_ENTRIES) return;
    var reason = "The address book has " + MAX_ENTRIES + " entries, which is the maximum.";
    throw new Rejection.InvalidField(fields.address(), reason).asException();
  }

  private static boolean taken(Tx tx, Args args) {
    return tx.only(
        """
        SELECT EXISTS (SELECT FROM address_book_entry WHERE project_id = :project AND family = :family
          AND address = :address AND networks && :networks) AS taken
        """,
        row -> row.bool("taken"),
        args);
  }

  private Chain chain(Project project, Fields fields, String network) {
    return chains.configured(project.mode(), project.organizationId()).stream()
        .map(chains::chainOf)
        .filter(chain -> chain.network().equals(network))
        .findFirst()
        .orElseThrow(
            () ->
                new Rejection.InvalidField(
                        fields.networks(), "There is no network " + network + ".")
                    .asException());
  }

  private Address parse(Fields fields, Chain chain, String text) {
    return chains
        .format(chain)
        .parse(text, chain)
        .orElseThrow(
            () ->
                new Rejection.InvalidField(
                        fields.address(), "Is no address on " + chain.network() + ".")
                    .asException());
  }

  /// The entries of a project, oldest first.
  ///
  /// @param after row id of the last entry of the previous page; empty = the first page
  public List<AddressBookEntry> list(Tx tx, Project project, Optional<Long> after, int limit) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + " FROM address_book_entry WHERE project_id = ? AND id > ? ORDER BY id LIMIT ?",
        AddressBook::entry,
        project.id(),
        after.orElse(0L),
        limit);
  }

  /// The entries of a project by their position, oldest first; for dialects that count pages.
  ///
  /// @param networks only entries for one of these networks; empty = all
  /// @param offset the number of entries before the page
  public List<AddressBookEntry> page(
      Tx tx, Project project, Optional<List<String>> networks, long limit, long offset) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + """
               FROM address_book_entry WHERE project_id = ? AND (? OR networks && ?)
              ORDER BY id LIMIT ? OFFSET ?
              """,
        AddressBook::entry,
        project.id(),
        networks.isEmpty(),
        new Arr("text", networks.orElse(List.of())),
        limit,
        offset);
  }

  public long count(Tx tx, Project project, Optional<List<String>> networks) {
    return tx.only(
        """
        SELECT count(*) AS n FROM address_book_entry WHERE project_id = ? AND (? OR networks && ?)
        """,
        row -> row.number("n"),
        project.id(),
        networks.isEmpty(),
        new Arr("text", networks.orElse(List.of())));
  }

  /// @param id row id
  public Optional<AddressBookEntry> find(Tx tx, Project project, long id) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM address_book_entry WHERE project_id = ? AND id = ?",
        AddressBook::entry,
        project.id(),
        id);
  }

  public Optional<AddressBookEntry> find(Tx tx, Project project, UUID publicId) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM address_book_entry WHERE project_id = ? AND public_id = ?",
        AddressBook::entry,
        project.id(),
        publicId);
  }

  /// Changes the project's own words about an address.
  ///
  /// @return false if the project has no such entry
  public boolean change(
      Tx tx, Project project, UUID publicId, Optional<String> alias, TextChange comment) {
    return tx.update(
            """
            UPDATE address_book_entry SET alias = coalesce(?, alias),
              comment = CASE WHEN ? THEN ? ELSE comment END
            WHERE project_id = ? AND public_id = ?
            """,
            alias,
            comment.given(),
            comment.value(),
            project.id(),
            publicId)
        == 1;
  }

  /// @return false if the project has no such entry
  public boolean remove(Tx tx, Project project, UUID publicId) {
    return tx.update(
            "DELETE FROM address_book_entry WHERE project_id = ? AND public_id = ?",
            project.id(),
            publicId)
        == 1;
  }

  private static AddressBookEntry entry(Row row) throws SQLException {
    return new AddressBookEntry(
        row.number("id"),
        row.uuid("public_id"),
        row.texts("networks"),
        row.text("text"),
        row.text("alias"),
        row.maybeText("comment"),
        row.instant("created_at"));
  }
}
