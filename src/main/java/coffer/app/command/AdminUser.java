package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.Rejection;
import coffer.core.user.AccessToken;
import coffer.core.user.Audit;
import coffer.core.user.OneTimeCodes;
import coffer.core.user.Role;
import coffer.core.user.SignInLinks;
import coffer.core.user.User;
import coffer.core.user.Users;
import coffer.db.Tx;
import coffer.operator.UserError;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "user",
    description = "Manage the people who sign in to the cabinet.",
    mixinStandardHelpOptions = true)
final class AdminUser extends AdminOutput {
  private final Users users = new Users();
  private final SignInLinks links = new SignInLinks();
  private final Audit audit = new Audit();

  @Command(
      name = "add",
      description = {
        "Add a person to an organization, or change their role there.",
        "Prints a link if they have no password yet. It works once, for 3 days."
      },
      mixinStandardHelpOptions = true)
  void add(
      @Mixin DatabaseOptions store,
      @Parameters(paramLabel = "EMAIL") String email,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization,
      @Option(
              names = "--role",
              description =
                  "owner, admin, developer, support or viewer; a new member is an owner without it")
          @Nullable String role,
      @Option(
              names = "--existing",
              description = "let a person in who has an account already, with their password")
          boolean existing) {
    if (!Users.isEmail(email)) throw new UserError(email + " is no e-mail address");
    var wanted = role(role == null ? Role.OWNER.text() : role);
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      var link =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    var user = user(tx, infrastructure, email);
                    if (!existing) requireNew(tx, user, owner.id());
                    if (role == null) requireNoMember(tx, user, owner.id());
                    return join(tx, infrastructure, user, owner.id(), wanted);
                  });
      say(link.map(token -> url(infrastructure, token)).orElse(email + " is " + wanted.text()));
    }
  }

  @Command(
      name = "link",
      description = {
        "Print a link with which a person chooses a new password.",
        "It works once, for 3 days, and ends all their sessions."
      },
      mixinStandardHelpOptions = true)
  void link(
      @Mixin DatabaseOptions store,
      @Parameters(paramLabel = "EMAIL") String email,
      @Option(
              names = "--remove-codes",
              description = "also end the use of one-time codes, for a person who lost the app")
          boolean removeCodes) {
    try (var infrastructure = store.open()) {
      var token =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    var user =
                        users
                            .find(tx, email)
                            .orElseThrow(() -> new Rejection.NotFound("user", email).asException());
                    record(tx, infrastructure, "link.create", user);
                    if (removeCodes) {
                      new OneTimeCodes(infrastructure.vault()).remove(tx, user.id());
                      record(tx, infrastructure, "one_time_code.end", user);
                    }
                    return links.create(tx, user.id(), infrastructure.clock().instant());
                  });
      say(url(infrastructure, token));
    }
  }

  @Command(
      name = "list",
      description = "List the people of an organization.",
      mixinStandardHelpOptions = true)
  void list(
      @Mixin DatabaseOptions store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table = new TextTable("ID", "EMAIL", "ROLE", "SIGNED IN");
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      for (var member : infrastructure.db().tx(tx -> users.members(tx, owner.id()))) {
        table.row(
            member.user().publicId(),
            member.user().email(),
            member.role().text(),
            member.user().signedInAt().map(String::valueOf).orElse(""));
      }
    }
    table.print(out());
  }

  /// @return a link for a person who has no password yet
  private Optional<AccessToken> join(
      Tx tx, Infrastructure infrastructure, User user, long organizationId, Role role) {
    var now = infrastructure.clock().instant();
    var before = users.role(tx, user.id(), organizationId);
    if (!users.join(tx, user.id(), organizationId, role, now)) {
      throw new UserError(
          user.email() + " is the last owner of the organization. Add another owner first.");
    }
    audit.add(
        tx,
        Audit.Actor.COMMAND,
        new Audit.Place(Optional.of(organizationId), Optional.empty()),
        new Audit.Act(
            "member.add",
            user.publicId().toString(),
            before.<Map<String, Object>>map(it -> Map.of("role", it.text())).orElse(Map.of()),
            Map.of("role", role.text())),
        now);
    return user.passwordHash().isPresent()
        ? Optional.empty()
        : Optional.of(links.create(tx, user.id(), now));
  }

  private static Role role(String text) {
    return Role.find(text)
        .orElseThrow(
            () ->
                new UserError(
                    "there is no role %s; the roles are %s"
                        .formatted(
                            text,
                            Arrays.stream(Role.values())
                                .map(Role::text)
                                .collect(Collectors.joining(", ")))));
  }

  private User user(Tx tx, Infrastructure infrastructure, String email) {
    var now = infrastructure.clock().instant();
    return users
        .find(tx, email)
        .or(() -> users.create(tx, Users.Draft.invited(email), now))
        .orElseGet(() -> users.find(tx, email).orElseThrow());
  }

  /// Without a role, a viewer would become an owner.
  private void requireNoMember(Tx tx, User user, long organizationId) {
    if (users.memberships(tx, user.id()).stream()
        .anyMatch(it -> it.organizationId() == organizationId)) {
      throw new UserError(user.email() + " is a member already. Name the role with --role.");
    }
  }

  /// Somebody else may have made the account: the address is not checked when a person accepts an
  /// invitation. So its password must not open another organization unasked.
  private void requireNew(Tx tx, User user, long organizationId) {
    var memberships = users.memberships(tx, user.id());
    boolean member = memberships.stream().anyMatch(it -> it.organizationId() == organizationId);
    if (member || (memberships.isEmpty() && user.passwordHash().isEmpty())) return;
    throw new UserError(
        user.email()
            + " has an account already. If it is theirs, run the command again with --existing.");
  }

  private void record(Tx tx, Infrastructure infrastructure, String act, User user) {
    audit.add(
        tx,
        Audit.Actor.COMMAND,
        Audit.Place.SERVER,
        Audit.Act.of(act, user.publicId()),
        infrastructure.clock().instant());
  }

  static String url(Infrastructure infrastructure, AccessToken token) {
    return infrastructure.config().http().publicUrl() + "/cabinet/link/" + token.text();
  }
}
