package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.Rejection;
import coffer.core.user.AccessToken;
import coffer.core.user.Audit;
import coffer.core.user.SignInLinks;
import coffer.core.user.Staff;
import coffer.core.user.StaffRole;
import coffer.core.user.User;
import coffer.core.user.Users;
import coffer.db.Tx;
import coffer.operator.UserError;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "staff",
    description = "Manage the people who see this server in the cabinet, apart from merchants.",
    mixinStandardHelpOptions = true)
final class AdminStaff extends AdminOutput {
  private final Users users = new Users();
  private final Staff staff = new Staff();
  private final SignInLinks links = new SignInLinks();

  @Command(
      name = "add",
      description = {
        "Add a person to the staff, or change their role.",
        "Prints a link if they have no password yet. It works once, for 3 days."
      },
      mixinStandardHelpOptions = true)
  void add(
      @Mixin DatabaseOptions store,
      @Parameters(paramLabel = "EMAIL") String email,
      @Option(
              names = "--role",
              required = true,
              description = "operator, who sees everything and acts, or viewer, who only sees")
          String role,
      @Option(
              names = "--existing",
              description = "let a person in who has an account already, with their password")
          boolean existing) {
    if (!Users.isEmail(email)) throw new UserError(email + " is no e-mail address");
    var wanted =
        StaffRole.find(role)
            .orElseThrow(
                () ->
                    new UserError("there is no role " + role + "; the roles are operator, viewer"));
    try (var infrastructure = store.open()) {
      var link = infrastructure.db().tx(tx -> add(tx, infrastructure, email, wanted, existing));
      say(
          link.map(token -> AdminUser.url(infrastructure, token))
              .orElse(email + " is " + wanted.text()));
    }
  }

  /// @return a link for a person who has no password yet
  private Optional<AccessToken> add(
      Tx tx, Infrastructure infrastructure, String email, StaffRole role, boolean existing) {
    var now = infrastructure.clock().instant();
    var user =
        users
            .find(tx, email)
            .or(() -> users.create(tx, Users.Draft.invited(email), now))
            .orElseThrow();
    var before = staff.role(tx, user.id());
    // Somebody else may have made the account, with a password of their own.
    if (!existing && before.isEmpty() && user.passwordHash().isPresent()) {
      throw new UserError(
          email
              + " has an account already. If it is theirs, run the command again with --existing.");
    }
    if (!staff.put(tx, user.id(), role, now)) {
      throw new UserError("the staff has " + Staff.MAX + " people, which is the maximum");
    }
    record(
        tx,
        infrastructure,
        "staff.add",
        user,
        before.<Map<String, Object>>map(it -> Map.of("role", it.text())).orElse(Map.of()),
        Map.of("role", role.text()));
    return user.passwordHash().isPresent()
        ? Optional.empty()
        : Optional.of(links.create(tx, user.id(), now));
  }

  @Command(
      name = "remove",
      description = "Remove a person from the staff. Their account stays.",
      mixinStandardHelpOptions = true)
  void remove(@Mixin DatabaseOptions store, @Parameters(paramLabel = "EMAIL") String email) {
    try (var infrastructure = store.open()) {
      infrastructure.db().run(tx -> remove(tx, infrastructure, email));
      say(email + " does not belong to the staff any more");
    }
  }

  private void remove(Tx tx, Infrastructure infrastructure, String email) {
    var user =
        users
            .find(tx, email)
            .orElseThrow(() -> new Rejection.NotFound("user", email).asException());
    var role = staff.role(tx, user.id());
    if (role.isEmpty() || !staff.remove(tx, user.id())) {
      throw new UserError(email + " does not belong to the staff");
    }
    record(tx, infrastructure, "staff.remove", user, Map.of("role", role.get().text()), Map.of());
  }

  @Command(
      name = "list",
      description = "List the people of the staff.",
      mixinStandardHelpOptions = true)
  void list(@Mixin DatabaseOptions store) {
    var table = new TextTable("ID", "EMAIL", "ROLE", "CODES", "SIGNED IN");
    try (var infrastructure = store.open()) {
      for (var person : infrastructure.db().tx(staff::list)) {
        table.row(
            person.id(),
            person.email(),
            person.role().text(),
            person.codes() ? "yes" : "no",
            person.signedInAt().map(String::valueOf).orElse(""));
      }
    }
    table.print(out());
  }

  private static void record(
      Tx tx,
      Infrastructure infrastructure,
      String act,
      User user,
      Map<String, Object> before,
      Map<String, Object> after) {
    CommandAudit.add(
        infrastructure,
        tx,
        Audit.Place.SERVER,
        new Audit.Act(act, user.publicId().toString(), before, after));
  }
}
