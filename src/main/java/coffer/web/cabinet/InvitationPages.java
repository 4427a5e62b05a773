package coffer.web.cabinet;

import static coffer.web.cabinet.Cabinet.PREFIX;

import coffer.core.user.AccessToken;
import coffer.core.user.Audit;
import coffer.core.user.Invitation;
import coffer.core.user.Invitations;
import coffer.core.user.User;
import coffer.core.user.Users;
import coffer.db.Tx;
import coffer.http.ClientAddress;
import coffer.http.FormFields;
import coffer.web.cabinet.SignInSteps.Checked;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The page of an invitation. A new person chooses a password; a person who has an account proves
/// with its password that it is theirs.
final class InvitationPages {
  private final CabinetServices services;
  private final SignInSteps steps;
  private final FormGuard forms;
  private final CabinetHtml html;
  private final Invitations invitations = new Invitations();
  private final Audit audit = new Audit();

  InvitationPages(CabinetServices services, SignInSteps steps, FormGuard forms, CabinetHtml html) {
    this.services = services;
    this.steps = steps;
    this.forms = forms;
    this.html = html;
  }

  void routes(RoutesConfig config) {
    config.get(PREFIX + "/invitation/{token}", ctx -> show(ctx, 200, "", Optional.empty()));
    config.post(PREFIX + "/invitation/{token}", ctx -> SignIn.inTurn(ctx, this::accept));
  }

  private record Invited(Invitation invitation, String organization, Optional<User> user) {
    /// `new`: no account has this address. `known`: one has, with a password. `unready`: its person
    /// did not use their first link yet, and this link must not choose their password.
    String state() {
      return user.map(it -> it.passwordHash().isPresent() ? "known" : "unready").orElse("new");
    }
  }

  private Optional<Invited> invited(Context ctx) {
    return AccessToken.parse(ctx.pathParam("token"))
        .flatMap(token -> services.db().tx(tx -> invited(tx, token)));
  }

  private Optional<Invited> invited(Tx tx, AccessToken token) {
    return invitations
        .find(tx, token, services.clock().instant())
        .map(
            it ->
                new Invited(
                    it,
                    services.merchants().organization(tx, it.organizationId()).orElseThrow().name(),
                    services.users().find(tx, it.email())));
  }

  private void show(Context ctx, int status, String problem, Optional<Duration> wait) {
    var invited = invited(ctx);
    if (invited.isEmpty()) {
      html.open(
          ctx,
          new Reply.Html(404, "problem", "problem.link", Map.of("kind", "link", "request", "")));
      return;
    }
    var it = invited.get();
    html.open(
        ctx,
        new Reply.Html(
            status,
            "invitation",
            "title.invitation",
            Map.of(
                "invitation",
                it.invitation,
                "organization",
                it.organization,
                "state",
                it.state(),
                "problem",
                problem,
                "minutes",
                wait.map(time -> time.toMinutes() + 1).orElse(0L))));
  }

  private void accept(Context ctx) {
    forms.requireOwnPage(ctx);
    var invited = invited(ctx);
    if (invited.isEmpty()) {
      show(ctx, 404, "", Optional.empty());
      return;
    }
    var password = FormFields.read(ctx).field("password").orElse("");
    switch (invited.get().state()) {
      case "known" -> joinAsKnown(ctx, invited.get(), password);
      case "new" -> joinAsNew(ctx, invited.get(), password);
      default -> show(ctx, 422, "", Optional.empty());
    }
  }

  private void joinAsKnown(Context ctx, Invited invited, String password) {
    switch (steps.check(ctx, invited.invitation.email(), password)) {
      case Checked.Right(var user, var attempt) ->
          enter(ctx, join(ctx, tx -> Optional.of(user)), Optional.of(attempt));
      case Checked.Wrong() -> show(ctx, 422, "wrong", Optional.empty());
      case Checked.Wait(var time) -> show(ctx, 429, "wait", Optional.of(time));
    }
  }

  private void joinAsNew(Context ctx, Invited invited, String password) {
    if (password.length() < SignIn.MIN_PASSWORD || password.length() > SignIn.MAX_PASSWORD) {
      show(ctx, 422, "length", Optional.empty());
      return;
    }
    // Hashing takes long, so it is done before the transaction.
    var hash = services.passwords().hash(password);
    var draft =
        new Users.Draft(
            invited.invitation.email(), Optional.empty(), Optional.of(hash), Optional.empty());
    enter(
        ctx,
        join(ctx, tx -> services.users().create(tx, draft, services.clock().instant())),
        Optional.empty());
  }

  private void enter(
      Context ctx, Optional<User> user, Optional<coffer.core.user.SignInLimits.Attempt> attempt) {
    if (user.isEmpty()) {
      show(ctx, 404, "", Optional.empty());
      return;
    }
    steps.enter(ctx, user.get(), attempt, "session.begin", PREFIX);
  }

  @FunctionalInterface
  private interface Person {
    /// @return empty if another request made the account meanwhile
    Optional<User> in(Tx tx);
  }

  /// Uses the link up and makes the person a member. A member keeps the role that they have.
  private Optional<User> join(Context ctx, Person person) {
    var token = AccessToken.parse(ctx.pathParam("token")).orElseThrow();
    var now = services.clock().instant();
    return services
        .db()
        .tx(
            tx -> {
              invitations
                  .find(tx, token, now)
                  .ifPresent(it -> services.users().lockMembers(tx, it.organizationId()));
              var invitation = invitations.use(tx, token, now);
              if (invitation.isEmpty()) return Optional.empty();
              var user = person.in(tx).orElseThrow(Cabinet::missing);
              join(tx, ctx, user, invitation.get());
              return Optional.of(user);
            });
  }

  private void join(Tx tx, Context ctx, User user, Invitation invitation) {
    var now = services.clock().instant();
    long organization = invitation.organizationId();
    if (services.users().role(tx, user.id(), organization).isPresent()) return;
    services.users().join(tx, user.id(), organization, invitation.role(), now);
    audit.add(
        tx,
        new Audit.Actor(
            Optional.of(user.id()),
            user.email(),
            Optional.of(ClientAddress.of(ctx).getHostAddress())),
        new Audit.Place(Optional.of(organization), Optional.empty()),
        new Audit.Act(
            "member.join",
            user.publicId().toString(),
            Map.of(),
            Map.of("role", invitation.role().text())),
        now);
  }
}
