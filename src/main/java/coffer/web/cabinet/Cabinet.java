package coffer.web.cabinet;

import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.listing.VisibleProjects;
import coffer.core.listing.VisibleProjects.Visible;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.user.Audit;
import coffer.core.user.Passwords;
import coffer.core.user.Session;
import coffer.core.user.Sessions;
import coffer.core.user.Staff;
import coffer.core.user.StaffRole;
import coffer.core.user.User;
import coffer.db.Tx;
import coffer.http.ClientAddress;
import coffer.http.Failure;
import coffer.http.FrontEnd;
import coffer.http.RequestShare;
import coffer.web.Messages;
import coffer.web.StaticFiles;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// The cabinet at `/cabinet`. It checks the session, the place and the permission of each request,
/// and the origin of each form, before a page's handler runs.
public final class Cabinet implements FrontEnd {
  static final String PREFIX = "/cabinet";

  private final CabinetServices services;
  private final Sessions sessions = new Sessions();
  private final Audit audit = new Audit();
  private final VisibleProjects projects = new VisibleProjects();
  private final Staff staff = new Staff();
  private final SessionCookie cookies;
  private final FormGuard forms;
  private final SignIn signIn;
  private final CodePages codes;
  private final PasskeySignIn passkeys;
  private final InvitationPages invitations;
  private final StaticFiles files =
      new StaticFiles(PREFIX + "/static", List.of("cabinet.css", "icon.svg", "passkey.js"));
  private final CabinetHtml html;
  private final List<CabinetRoute> routes;

  public Cabinet(CabinetServices services) {
    this.services = services;
    this.cookies = new SessionCookie(services.https());
    this.forms = new FormGuard(services.publicUrl());
    this.html = new CabinetHtml(files, cookies, PREFIX);
    var steps = new SignInSteps(services, cookies);
    this.signIn = new SignIn(services, steps, forms, html);
    this.codes = new CodePages(services, steps, cookies, forms, html);
    this.passkeys = new PasskeySignIn(services, steps, cookies, forms);
    this.invitations = new InvitationPages(services, steps, forms, html);
    this.routes = CabinetPages.all(services, steps, cookies);
  }

  /// All routes for people who are signed in, for the test of the table of roles.
  public List<CabinetRoute> list() {
    return routes;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void routes(RoutesConfig config) {
    files.routes(config);
    signIn.routes(config);
    codes.routes(config);
    passkeys.routes(config);
    invitations.routes(config);
    config.get(PREFIX, this::home);
    config.post(PREFIX + "/sign-out", this::signOut);
    for (var route : routes) {
      var path = PREFIX + route.path();
      switch (route.kind()) {
        case PAGE -> config.get(path, ctx -> answer(ctx, route));
        case ACT -> config.post(path, ctx -> answer(ctx, route));
      }
    }
    config.get(PREFIX + "/sign-out", ctx -> ctx.redirect(PREFIX, HttpStatus.SEE_OTHER));
    for (var path : acts()) config.get(PREFIX + path, this::pageOfAct);
  }

  /// Paths that only forms use.
  private Set<String> acts() {
    var paths = new TreeSet<String>();
    for (var route : routes) if (route.kind() == CabinetRoute.Kind.ACT) paths.add(route.path());
    for (var route : routes) if (route.kind() == CabinetRoute.Kind.PAGE) paths.remove(route.path());
    return paths;
  }

  /// Leads to the page with the form. After a form that was refused or came too late, a browser
  /// asks for its address when the person signs in, chooses the other language, or reloads.
  private void pageOfAct(Context ctx) {
    var path = ctx.path().substring(PREFIX.length());
    do path = path.substring(0, path.lastIndexOf('/'));
    while (!path.isEmpty() && !isPage(path));
    ctx.redirect(PREFIX + path, HttpStatus.SEE_OTHER);
  }

  private boolean isPage(String path) {
    return routes.stream()
        .filter(route -> route.kind() == CabinetRoute.Kind.PAGE)
        .anyMatch(route -> path.matches(route.path().replaceAll("\\{[a-z]+}", "[^/]+")));
  }

  private record Person(User user, Session session) {}

  /// To the first project of the menu, to the operator's pages, or to the person's own page.
  private void home(Context ctx) {
    var person = person(ctx);
    if (person.isEmpty()) {
      signIn.ask(ctx);
      return;
    }
    var first =
        services.db().tx(tx -> projects.of(tx, person.get().user.id(), 1, 0).stream().findFirst());
    var other =
        services.db().tx(tx -> staff.role(tx, person.get().user.id())).isPresent()
            ? "/operator"
            : "/me";
    redirect(ctx, first.map(project -> "/p/" + project.id()).orElse(other), "");
  }

  private void signOut(Context ctx) {
    forms.requireOwnPage(ctx);
    person(ctx)
        .ifPresent(
            person -> {
              requireToken(ctx);
              services
                  .db()
                  .run(
                      tx -> {
                        var now = services.clock().instant();
                        var session = person.session.publicId();
                        sessions.end(tx, person.user.id(), session, now);
                        var act = Audit.Act.of("session.end", session);
                        audit.add(tx, actor(ctx, person.user), Audit.Place.SERVER, act, now);
                      });
            });
    cookies.clearSession(ctx);
    redirect(ctx, "/sign-in", "signed_out");
  }

  static Audit.Actor actor(Context ctx, User user) {
    return new Audit.Actor(
        Optional.of(user.id()), user.email(), Optional.of(ClientAddress.of(ctx).getHostAddress()));
  }

  private void requireToken(Context ctx) {
    forms.requireToken(ctx, cookies.session(ctx).orElseThrow().derive("form"));
  }

  private Optional<Person> person(Context ctx) {
    var token = cookies.session(ctx);
    if (token.isEmpty()) return Optional.empty();
    return services
        .db()
        .tx(
            tx ->
                sessions
                    .find(tx, token.get(), services.clock().instant())
                    .filter(session -> !session.codeDue())
                    .map(
                        session ->
                            new Person(services.users().get(tx, session.userId()), session)));
  }

  private void answer(Context ctx, CabinetRoute route) {
    var person = person(ctx);
    boolean act = route.kind() == CabinetRoute.Kind.ACT;
    if (act) forms.requireOwnPage(ctx);
    if (person.isEmpty()) {
      signIn.ask(ctx);
      return;
    }
    if (act) requireToken(ctx);
    var request = request(ctx, route, person.get());
    var now = services.clock().instant();
    if (route.needsConfirmation() && !ConfirmPages.isRecent(person.get().session(), now)) {
      redirect(ctx, "/confirm?to=" + PREFIX + page(request), "");
      return;
    }
    if (route.permission() == Permission.STAFF_OPERATE && !usesCodes(person.get())) {
      redirect(ctx, "/me/codes", "staff_codes");
      return;
    }
    switch (handle(route, request)) {
      case Reply.Html page -> html.page(request, page);
      case Reply.Redirect(var path, var done) -> redirect(ctx, path, done);
      case Reply.Data data -> data.writeTo(ctx);
      case Reply.Download download -> download.writeTo(ctx);
    }
  }

  /// Whether a stolen password would not be enough to act in the name of the person.
  private boolean usesCodes(Person person) {
    return person.session.passkey()
        || services.db().tx(tx -> services.codes().required(tx, person.user.id()));
  }

  /// The page with the form of an act: `/p/{project}/keys` of `/p/{project}/keys/{key}/revoke`.
  private static String page(CabinetRequest request) {
    var parts = request.ctx().path().substring(PREFIX.length() + 1).split("/");
    int depth = request.project().isPresent() || request.operator() ? 3 : 2;
    return "/" + String.join("/", List.of(parts).subList(0, Math.min(depth, parts.length)));
  }

  private static Reply handle(CabinetRoute route, CabinetRequest request) {
    try {
      return route.handler().handle(request);
    } catch (Passwords.Busy _) {
      throw new Failure.Unavailable(Passwords.MAX_WAIT).asException();
    }
  }

  /// @throws Rejection.Refused NotFound, if the person can see no such place; the same if they lack
  ///     the permission, because a menu shows nobody what they may not use
  private CabinetRequest request(Context ctx, CabinetRoute route, Person person) {
    return services
        .db()
        .tx(
            tx -> {
              var project =
                  route.place() == CabinetRoute.Place.PROJECT
                      ? Optional.of(project(tx, ctx))
                      : Optional.<Project>empty();
              var organization = organization(tx, ctx, route, project);
              var ofStaff = staff.role(tx, person.user.id());
              var permissions = permissions(tx, route, person, organization, ofStaff);
              if (!permissions.contains(route.permission())) throw missing();
              organization.ifPresent(it -> RequestShare.ofOrganization(it.id()));
              var visible = projects.of(tx, person.user.id(), CabinetRequest.MENU + 1, 0);
              return new CabinetRequest(
                  ctx,
                  person.user,
                  person.session,
                  organization,
                  project,
                  permissions,
                  ofStaff,
                  visible.stream()
                      .limit(CabinetRequest.MENU)
                      .map(it -> place(it, project))
                      .toList(),
                  visible.size() > CabinetRequest.MENU,
                  cookies.session(ctx).orElseThrow().derive("form"),
                  words(ctx));
            });
  }

  private Messages words(Context ctx) {
    return html.words(ctx);
  }

  private Project project(Tx tx, Context ctx) {
    return id(ctx, "project")
        .flatMap(id -> services.merchants().project(tx, id))
        .orElseThrow(Cabinet::missing);
  }

  private Optional<Organization> organization(
      Tx tx, Context ctx, CabinetRoute route, Optional<Project> project) {
    return switch (route.place()) {
      case PERSON, OPERATOR -> Optional.empty();
      case PROJECT -> services.merchants().organization(tx, project.orElseThrow().organizationId());
      case ORGANIZATION ->
          Optional.of(
              id(ctx, "organization")
                  .flatMap(id -> services.merchants().organization(tx, id))
                  .orElseThrow(Cabinet::missing));
    };
  }

  private Set<Permission> permissions(
      Tx tx,
      CabinetRoute route,
      Person person,
      Optional<Organization> organization,
      Optional<StaffRole> staffRole) {
    return switch (route.place()) {
      case PERSON -> Set.of(Permission.VIEW);
      case OPERATOR -> staffRole.map(Permission::of).orElse(Set.of());
      case PROJECT, ORGANIZATION ->
          organization
              .flatMap(it -> services.users().role(tx, person.user.id(), it.id()))
              .map(Permission::of)
              .orElse(Set.of());
    };
  }

  private static CabinetRequest.Place place(Visible project, Optional<Project> here) {
    return new CabinetRequest.Place(
        project.id(),
        project.name(),
        project.organization(),
        project.mode() == Mode.TEST,
        here.filter(it -> it.publicId().equals(project.id())).isPresent());
  }

  private static Optional<UUID> id(Context ctx, String name) {
    try {
      return Optional.of(UUID.fromString(ctx.pathParam(name)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static Rejection.Refused missing() {
    return new Rejection.NotFound("page", "").asException();
  }

  private static void redirect(Context ctx, String path, String done) {
    var query = done.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "done=" + done;
    ctx.redirect(PREFIX + path + query, HttpStatus.SEE_OTHER);
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    html.refuse(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    html.fail(ctx, failure);
  }
}
