package coffer.core.user;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Partners;
import coffer.core.merchant.Project;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/// The users that partners created, and the organizations of these users. A partner finds its own
/// only.
public final class PartnerUsers {
  /// The most users of a partner.
  public static final int MAX_USERS = 10_000;

  /// The most organizations of a user that a partner created.
  public static final int MAX_ORGANIZATIONS = 20;

  private static final String MINE =
      """
       FROM membership m JOIN organization o ON o.id = m.organization_id
      WHERE m.user_id = ? AND o.partner_id = ?
      """;

  private final Merchants merchants;
  private final BiConsumer<Tx, Organization> testWallets;
  private final InstantSource clock;
  private final Users users = new Users();

  /// @param testWallets gives an organization a test wallet if it has none
  public PartnerUsers(
      Merchants merchants, BiConsumer<Tx, Organization> testWallets, InstantSource clock) {
    this.merchants = merchants;
    this.testWallets = testWallets;
    this.clock = clock;
  }

  /// An organization of a user.
  ///
  /// @param id row id
  public record Owned(long id, UUID publicId, String name, Instant createdAt) {}

  /// Creates a user with a first organization, which has the name of the address.
  ///
  /// @param field of the request that contains the address
  /// @param partnerId row id
  /// @param passwordHash from [Passwords#hash]
  /// @param utm where the partner found the user
  /// @throws Rejection.Refused EmailTaken; InvalidField, if the partner has [#MAX_USERS]
  public User create(
      Tx tx, Field field, long partnerId, String email, String passwordHash, Optional<String> utm) {
    var draft = new Users.Draft(email, Optional.of(partnerId), Optional.of(passwordHash), utm);
    var user =
        users
            .create(tx, draft, clock.instant())
            .orElseThrow(() -> new Rejection.EmailTaken(field).asException());
    open(tx, user, partnerId, usualName(user));
    Partners.lock(tx, partnerId);
    if (count(tx, partnerId) > MAX_USERS) throw full(field, "The partner has %,d users", MAX_USERS);
    return user;
  }

  private static Rejection.Refused full(Field field, String what, int most) {
    var reason = String.format(Locale.ROOT, what, most) + ", which is the maximum.";
    return new Rejection.InvalidField(field, reason).asException();
  }

  /// @param id row id
  public User get(Tx tx, long id) {
    return users.get(tx, id);
  }

  /// @throws Rejection.Refused NotFound, also if another partner created the user
  public User get(Tx tx, long partnerId, UUID publicId) {
    return find(tx, partnerId, publicId)
        .orElseThrow(() -> new Rejection.NotFound("user", publicId.toString()).asException());
  }

  private Optional<User> find(Tx tx, long partnerId, UUID publicId) {
    return users.find(tx, publicId).filter(user -> user.partnerId().equals(Optional.of(partnerId)));
  }

  /// The users of a partner by their position, oldest first.
  ///
  /// @param offset the number of users before the page
  public List<User> page(Tx tx, long partnerId, long limit, long offset) {
    return users.ofPartner(tx, partnerId, limit, offset);
  }

  /// The users of a partner, newest first.
  ///
  /// @param before the last user of the previous page
  /// @throws Rejection.Refused InvalidField `CURSOR`, if the partner has no such user
  public List<User> page(Tx tx, long partnerId, Optional<UUID> before, int limit) {
    long end = before.map(id -> place(find(tx, partnerId, id)).id()).orElse(Long.MAX_VALUE);
    return users.ofPartnerBefore(tx, partnerId, end, limit);
  }

  private static <T> T place(Optional<T> found) {
    return found.orElseThrow(
        () ->
            new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
                .asException());
  }

  public long count(Tx tx, long partnerId) {
    return tx.only(
        "SELECT count(*) AS n FROM app_user WHERE partner_id = ?",
        row -> row.number("n"),
        partnerId);
  }

  /// Creates an organization with a live and a test project, and a test wallet. The user is its
  /// owner.
  ///
  /// @param field of the request that a user with too many organizations is reported for
  /// @param name empty = the address of the user
  /// @throws Rejection.Refused InvalidField `NAME`, or if the user has [#MAX_ORGANIZATIONS]
  public Owned createOrganization(
      Tx tx, Field field, long partnerId, User user, Optional<String> name) {
    var made = open(tx, user, partnerId, name.orElseGet(() -> usualName(user)));
    Partners.lock(tx, partnerId);
    long count =
        tx.only("SELECT count(*) AS n" + MINE, row -> row.number("n"), user.id(), partnerId);
    if (count > MAX_ORGANIZATIONS) {
      throw full(field, "The user has %,d organizations", MAX_ORGANIZATIONS);
    }
    return made;
  }

  private static String usualName(User user) {
    var email = user.email();
    return email.substring(0, Math.min(email.length(), Merchants.MAX_NAME));
  }

  /// The wallets take time, so this runs before the partner is locked.
  private Owned open(Tx tx, User user, long partnerId, String name) {
    var organization = merchants.createOrganization(tx, name, partnerId);
    merchants.createIdleProject(tx, organization, "Live", Mode.LIVE);
    merchants.createIdleProject(tx, organization, "Test", Mode.TEST);
    testWallets.accept(tx, organization);
    users.join(tx, user.id(), organization.id(), Role.OWNER, clock.instant());
    return organization(tx, partnerId, user, organization.publicId());
  }

  /// The organizations of a user by their position, oldest first.
  ///
  /// @param offset the number of organizations before the page
  public List<Owned> organizations(Tx tx, long partnerId, User user, long limit, long offset) {
    return tx.list(
        "SELECT o.*" + MINE + " ORDER BY o.id LIMIT ? OFFSET ?",
        PartnerUsers::owned,
        user.id(),
        partnerId,
        limit,
        offset);
  }

  /// The organizations of a user, newest first.
  ///
  /// @param before the last organization of the previous page
  /// @throws Rejection.Refused InvalidField `CURSOR`, if the user has no such organization
  public List<Owned> organizations(
      Tx tx, long partnerId, User user, Optional<UUID> before, int limit) {
    long end = before.map(id -> place(find(tx, partnerId, user, id)).id()).orElse(Long.MAX_VALUE);
    return tx.list(
        "SELECT o.*" + MINE + " AND o.id < ? ORDER BY o.id DESC LIMIT ?",
        PartnerUsers::owned,
        user.id(),
        partnerId,
        end,
        limit);
  }

  /// @throws Rejection.Refused NotFound, if the user has no such organization of this partner
  public Owned organization(Tx tx, long partnerId, User user, UUID publicId) {
    return found(find(tx, partnerId, user, publicId), publicId);
  }

  private static Optional<Owned> find(Tx tx, long partnerId, User user, UUID publicId) {
    return tx.one(
        "SELECT o.*" + MINE + " AND o.public_id = ?",
        PartnerUsers::owned,
        user.id(),
        partnerId,
        publicId);
  }

  /// @throws Rejection.Refused NotFound, if the partner created no such organization
  public Owned organization(Tx tx, long partnerId, UUID publicId) {
    var sql = "SELECT * FROM organization WHERE partner_id = ? AND public_id = ?";
    return found(tx.one(sql, PartnerUsers::owned, partnerId, publicId), publicId);
  }

  private static Owned found(Optional<Owned> organization, UUID publicId) {
    return organization.orElseThrow(
        () -> new Rejection.NotFound("organization", publicId.toString()).asException());
  }

  /// @param id row id
  public Owned organization(Tx tx, long id) {
    return tx.only("SELECT * FROM organization WHERE id = ?", PartnerUsers::owned, id);
  }

  /// The project of an organization's mode that was created first.
  public Project project(Tx tx, Owned organization, Mode mode) {
    return merchants.projects(tx, organization.id()).stream()
        .filter(project -> project.mode() == mode)
        .findFirst()
        .orElseThrow();
  }

  private static Owned owned(Row row) throws SQLException {
    return new Owned(
        row.number("id"), row.uuid("public_id"), row.text("name"), row.instant("created_at"));
  }
}
