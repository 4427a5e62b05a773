package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Cidr;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyList;
import coffer.core.merchant.KeyList.Listed;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Scope;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.web.cabinet.CabinetServices.KeyKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// API keys of a project. A new key is shown once, in the answer to the form that made it.
final class KeyPages {
  private final CabinetServices services;
  private final KeyList keys;
  private final Audit audit = new Audit();

  KeyPages(CabinetServices services) {
    this.services = services;
    this.keys = new KeyList(services.keys());
  }

  List<CabinetRoute> routes() {
    var develop = Permission.DEVELOP;
    return List.of(
        CabinetRoute.page(PROJECT, "/keys", develop, this::list),
        CabinetRoute.act(PROJECT, "/keys", develop, this::create).whenConfirmed(),
        CabinetRoute.page(PROJECT, "/keys/{key}", develop, this::show),
        CabinetRoute.act(PROJECT, "/keys/{key}", develop, this::change).whenConfirmed(),
        CabinetRoute.act(PROJECT, "/keys/{key}/revoke", develop, this::revoke).whenConfirmed());
  }

  private Reply list(CabinetRequest request) {
    return list(request, 200, "", KeyForm.EMPTY, Optional.empty());
  }

  /// @param form what was typed, after an error
  private Reply list(
      CabinetRequest request,
      int status,
      String problem,
      KeyForm form,
      Optional<Keys.Created> made) {
    boolean revoked = request.query("show", 20).equals(Optional.of("revoked"));
    long project = request.requireProject().id();
    var found =
        services
            .db()
            .tx(tx -> keys.page(tx, project, revoked, Paging.before(request), Paging.ROWS + 1));
    return new Reply.Html(
        status,
        "keys",
        "title.keys",
        Map.of(
            "page",
            Paging.of(found, it -> it.key().publicId()),
            "revoked",
            revoked,
            "kinds",
            kinds(request),
            "form",
            form,
            "problem",
            problem,
            "made",
            made));
  }

  private List<KeyKind> kinds(CabinetRequest request) {
    return services.keyKinds().apply(request.requireProject().mode());
  }

  private Reply create(CabinetRequest request) {
    var form = KeyForm.read(request.form());
    var wanted = request.form().field("kind").orElse("");
    var kind =
        kinds(request).stream()
            .filter(it -> (it.dialect() + ":" + it.kind().text()).equals(wanted))
            .findFirst();
    if (kind.isEmpty()) return list(request, 422, "problem.kind", form, Optional.empty());
    var change = form.change(kind.get().kind());
    if (change.isEmpty()) return list(request, 422, "problem.cidrs", form, Optional.empty());
    if (change.get().scopes().isEmpty()) {
      return list(request, 422, "problem.scopes", form, Optional.empty());
    }
    try {
      var key = newKey(request, kind.get(), change.get());
      var made = services.db().tx(tx -> create(tx, request, key));
      return list(request, 200, "", KeyForm.EMPTY, Optional.of(made));
    } catch (Rejection.Refused e) {
      boolean full =
          e.rejection() instanceof Rejection.InvalidField(var field, var _)
              && field == Field.Admin.PROJECT;
      var problem = full ? "problem.full" : "problem.key";
      return list(request, 422, problem, form, Optional.empty());
    }
  }

  private static Keys.NewKey newKey(CabinetRequest request, KeyKind kind, KeyList.Change wanted) {
    var project = request.requireProject();
    return new Keys.NewKey(
        kind.kind(),
        kind.dialect(),
        kind.shape(),
        project.organizationId(),
        Optional.of(project),
        wanted.scopes(),
        wanted.cidrs(),
        wanted.origins(),
        wanted.name());
  }

  private Keys.Created create(Tx tx, CabinetRequest request, Keys.NewKey key) {
    var created = keys.create(tx, request.requireProject(), key);
    record(tx, request, "key.create", created.key(), Map.of());
    return created;
  }

  private Reply show(CabinetRequest request) {
    var found =
        services
            .db()
            .tx(tx -> keys.find(tx, request.requireProject().id(), id(request)))
            .orElseThrow(Cabinet::missing);
    return show(200, found, KeyForm.of(found.key()), "");
  }

  private static Reply show(int status, Listed key, KeyForm form, String problem) {
    return new Reply.Html(
        status, "key", "title.key", Map.of("key", key, "form", form, "problem", problem));
  }

  private Reply change(CabinetRequest request) {
    var project = request.requireProject();
    var found =
        services
            .db()
            .tx(tx -> keys.find(tx, project.id(), id(request)))
            .filter(it -> it.key().revokedAt().isEmpty())
            .orElseThrow(Cabinet::missing);
    var form = KeyForm.read(request.form());
    var wanted = form.change(found.key().kind());
    if (wanted.isEmpty()) return show(422, found, form, "problem.cidrs");
    if (wanted.get().scopes().isEmpty()) return show(422, found, form, "problem.scopes");
    try {
      services
          .db()
          .run(
              tx -> {
                var changed = keys.change(tx, project, id(request), wanted.get());
                record(tx, request, "key.change", changed.after(), values(changed.before()));
              });
    } catch (Rejection.Refused e) {
      if (e.rejection() instanceof Rejection.NotFound) throw Cabinet.missing();
      return show(422, found, form, "problem.key");
    }
    return Reply.redirect(request.projectPath() + "/keys", "key_changed");
  }

  private static UUID id(CabinetRequest request) {
    return Paging.id(Optional.of(request.ctx().pathParam("key"))).orElseThrow(Cabinet::missing);
  }

  private Reply revoke(CabinetRequest request) {
    services
        .db()
        .run(
            tx -> {
              var revoked = keys.revoke(tx, request.requireProject(), id(request));
              record(tx, request, "key.revoke", revoked, Map.of());
            });
    return Reply.redirect(request.projectPath() + "/keys", "key_revoked");
  }

  /// Without the key itself.
  private static Map<String, Object> values(ApiKey key) {
    var values = new HashMap<String, Object>();
    values.put("dialect", key.dialect());
    values.put("kind", key.kind().text());
    values.put("name", key.name());
    values.put("scopes", key.scopes().stream().map(Scope::text).sorted().toList());
    values.put("cidrs", key.cidrs().stream().map(Cidr::toString).toList());
    values.put("origins", key.origins().stream().sorted().toList());
    return values;
  }

  private void record(
      Tx tx, CabinetRequest request, String act, ApiKey key, Map<String, Object> before) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(act, key.publicId().toString(), before, values(key)),
        services.clock().instant());
  }
}
