package coffer.core.user;

import coffer.core.PlainText;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// People, and their roles in organizations.
public final class Users {
  /// The longest e-mail address, in characters.
  public static final int MAX_EMAIL = 320;

  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");

  /// A new person.
  ///
  /// @param partnerId the partner that created them: it vouches that the address is theirs
  /// @param passwordHash from [Passwords#hash]; empty = they choose a password at their first
  // sign-in
  public record Draft(
      String email, Optional<Long> partnerId, Optional<String> passwordHash, Optional<String> utm) {
    /// A person whom somebody of an organization invited.
    public static Draft invited(String email) {
      return new Draft(email, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Without the hash: it must not reach a log.
    @Override
    public String toString() {
      return "draft of a user";
    }
  }

  /// Whether a text can be an e-mail address. Only a message to it shows whether it is one.
  public static boolean isEmail(String text) {
    return text.length() <= MAX_EMAIL && PlainText.isLine(text) && EMAIL.matcher(text).matches();
  }

  /// @return empty if somebody has this address already, whatever its case
  public Optional<User> create(Tx tx, Draft draft, Instant now) {
    return tx
        .list(
            """
            INSERT INTO app_user (public_id, partner_id, email, password_hash, utm, created_at, updated_at, confirmed_at)
            VALUES (:public_id, :partner, :email, :hash, :utm, :now, :now, :confirmed)
            ON CONFLICT (lower(email)) DO NOTHING RETURNING *
            """,
            Users::user,
            Args.of("public_id", UUID.randomUUID())
                .with("partner", draft.partnerId())
                .with("email", draft.email())
                .with("hash", draft.passwordHash())
                .with("utm", draft.utm())
                .with("now", now)
                .with("confirmed", draft.partnerId().map(_ -> now)))
        .stream()
        .findFirst();
  }

  /// The person with this address, whatever its case; empty for a text that is no address.
  public Optional<User> find(Tx tx, String email) {
    if (!isEmail(email)) return Optional.empty();
    return tx.one("SELECT * FROM app_user WHERE lower(email) = lower(?)", Users::user, email);
  }

  public Optional<User> find(Tx tx, UUID publicId) {
    return tx.one("SELECT * FROM app_user WHERE public_id = ?", Users::user, publicId);
  }

  /// The users of a partner by their position, oldest first.
  ///
  /// @param offset the number of users before the page
  List<User> ofPartner(Tx tx, long partnerId, long limit, long offset) {
    return tx.list(
        "SELECT * FROM app_user WHERE partner_id = ? ORDER BY id LIMIT ? OFFSET ?",
        Users::user,
        partnerId,
        limit,
        offset);
  }

  /// @param id row id
  public User get(Tx tx, long id) {
    return tx.only("SELECT * FROM app_user WHERE id = ?", Users::user, id);
  }

  public void setPassword(Tx tx, long id, String hash, Instant now) {
    tx.update("UPDATE app_user SET password_hash = ?, updated_at = ? WHERE id = ?", hash, now, id);
  }

  public void signedIn(Tx tx, long id, Instant now) {
    tx.update("UPDATE app_user SET signed_in_at = ? WHERE id = ?", now, id);
  }

  /// The organizations of a person, the one that they joined first at the beginning.
  public List<Membership> memberships(Tx tx, long userId) {
    return tx.list(
        "SELECT * FROM membership WHERE user_id = ? ORDER BY created_at, organization_id",
        row -> new Membership(row.number("organization_id"), row.name("role", Role.class)),
        userId);
  }

  /// Adds a person to an organization, or changes their role there.
  public void join(Tx tx, long userId, long organizationId, Role role, Instant now) {
    tx.update(
        """
        INSERT INTO membership (user_id, organization_id, role, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (user_id, organization_id) DO UPDATE SET role = excluded.role
        """,
        userId,
        organizationId,
        role.text(),
        now);
  }

  public void leave(Tx tx, long userId, long organizationId) {
    tx.update(
        "DELETE FROM membership WHERE user_id = ? AND organization_id = ?", userId, organizationId);
  }

  /// The people of an organization, the first member at the beginning.
  public List<Member> members(Tx tx, long organizationId) {
    return tx.list(
        """
        SELECT u.*, m.role FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.organization_id = ? ORDER BY m.created_at, u.id
        """,
        row -> new Member(user(row), row.name("role", Role.class)),
        organizationId);
  }

  /// The same, and makes other changes of the members wait until this transaction ends.
  public List<Member> lockMembers(Tx tx, long organizationId) {
    tx.only(
        "SELECT id FROM organization WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        organizationId);
    return members(tx, organizationId);
  }

  private static User user(Row row) throws SQLException {
    return new User(
        row.number("id"),
        row.uuid("public_id"),
        row.maybeNumber("partner_id"),
        row.text("email"),
        row.maybeText("password_hash"),
        row.maybeText("utm"),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.maybeInstant("confirmed_at"),
        row.maybeInstant("signed_in_at"));
  }
}
