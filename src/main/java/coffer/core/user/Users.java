package coffer.core.user;

import coffer.core.PlainText;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /// The users of a partner, newest first.
  ///
  /// @param before row id of the user before the page
  List<User> ofPartnerBefore(Tx tx, long partnerId, long before, int limit) {
    return tx.list(
        "SELECT * FROM app_user WHERE partner_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
        Users::user,
        partnerId,
        before,
        limit);
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

  /// Adds a person to an organization, or changes their role there. Ends the invitations that they
  /// made to roles that they may no longer give.
  ///
  /// @return false, without a change, if the organization would have no owner
  public boolean join(Tx tx, long userId, long organizationId, Role role, Instant now) {
    lockMembers(tx, organizationId);
    if (role != Role.OWNER && isLastOwner(tx, userId, organizationId)) return false;
    tx.update(
        """
        INSERT INTO membership (user_id, organization_id, role, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (user_id, organization_id) DO UPDATE SET role = excluded.role
        """,
        userId,
        organizationId,
        role.text(),
        now);
    endInvitationsBy(tx, userId, organizationId, role.gives(), now);
    return true;
  }

  /// Removes a person from an organization, and ends the invitations that they made or have.
  ///
  /// @return false, without a change, if the organization would have no owner
  public boolean leave(Tx tx, long userId, long organizationId, Instant now) {
    lockMembers(tx, organizationId);
    if (isLastOwner(tx, userId, organizationId)) return false;
    tx.update(
        "DELETE FROM membership WHERE user_id = ? AND organization_id = ?", userId, organizationId);
    endInvitationsBy(tx, userId, organizationId, Set.of(), now);
    tx.update(
        """
        UPDATE invitation SET ended_at = ? WHERE organization_id = ? AND ended_at IS NULL
          AND lower(email) = (SELECT lower(email) FROM app_user WHERE id = ?)
        """,
        now,
        organizationId,
        userId);
    return true;
  }

  private static boolean isLastOwner(Tx tx, long userId, long organizationId) {
    return tx.only(
        """
        SELECT EXISTS (SELECT FROM membership WHERE organization_id = :o AND user_id = :u AND role = 'owner')
          AND NOT EXISTS (SELECT FROM membership WHERE organization_id = :o AND user_id <> :u AND role = 'owner')
          AS last
        """,
        row -> row.bool("last"),
        Args.of("o", organizationId).with("u", userId));
  }

  private static void endInvitationsBy(
      Tx tx, long userId, long organizationId, Set<Role> given, Instant now) {
    tx.update(
        """
        UPDATE invitation SET ended_at = ?
        WHERE organization_id = ? AND invited_by = ? AND ended_at IS NULL AND role <> ALL (?)
        """,
        now,
        organizationId,
        userId,
        new Arr("text", given.stream().map(Role::text).toList()));
  }

  /// The people of an organization, the oldest account at the beginning.
  public List<Member> members(Tx tx, long organizationId) {
    return members(tx, organizationId, Optional.empty(), Integer.MAX_VALUE);
  }

  /// @param after public id of the last member of the previous page; unknown = the first page
  public List<Member> members(Tx tx, long organizationId, Optional<UUID> after, int limit) {
    return tx.list(
        """
        SELECT u.*, m.role FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.organization_id = ?
          AND m.user_id > coalesce((SELECT id FROM app_user WHERE public_id = ?), 0)
        ORDER BY m.user_id LIMIT ?
        """,
        Users::member,
        organizationId,
        after,
        limit);
  }

  public Optional<Member> member(Tx tx, long organizationId, UUID publicId) {
    return find(tx, publicId)
        .flatMap(user -> role(tx, user.id(), organizationId).map(role -> new Member(user, role)));
  }

  /// The role of a person in an organization; empty if they do not belong to it.
  ///
  /// @param userId row id
  public Optional<Role> role(Tx tx, long userId, long organizationId) {
    return tx.one(
        "SELECT role FROM membership WHERE user_id = ? AND organization_id = ?",
        row -> row.name("role", Role.class),
        userId,
        organizationId);
  }

  /// Makes other changes of the members, and of who is invited, wait until this transaction ends.
  public void lockMembers(Tx tx, long organizationId) {
    tx.only(
        "SELECT id FROM organization WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        organizationId);
  }

  private static Member member(Row row) throws SQLException {
    return new Member(user(row), row.name("role", Role.class));
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
