package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Cidr;
import coffer.core.Rejection;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.web.cabinet.CabinetServices.KeyKind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// API keys of a project. A new key is shown once, in the answer to the form that made it.
final class KeyPages {
  private static final int MAX_CIDRS = 100;

  private final CabinetServices services;
  private final Audit audit = new Audit();

  KeyPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, "/keys", Permission.DEVELOP, this::list),
        CabinetRoute.act(PROJECT, "/keys", Permission.DEVELOP, this::create).whenConfirmed(),
        CabinetRoute.act(PROJECT, "/keys/{key}/revoke", Permission.DEVELOP, this::revoke)
            .whenConfirmed());
  }

  private Reply list(CabinetRequest request) {
    return list(request, 200, "", Optional.empty());
  }

  private Reply list(
      CabinetRequest request, int status, String problem, Optional<Keys.Created> made) {
    var keys = services.db().tx(tx -> ofProject(tx, request));
    return new Reply.Html(
        status,
        "keys",
        "title.keys",
        Map.of("keys", keys, "kinds", kinds(request), "problem", problem, "made", made));
  }

  private List<ApiKey> ofProject(Tx tx, CabinetRequest request) {
    var project = request.requireProject();
    return services.keys().list(tx, project.organizationId()).stream()
        .filter(key -> key.projectId().equals(Optional.of(project.id())))
        .toList()
        .reversed();
  }

  private List<KeyKind> kinds(CabinetRequest request) {
    return services.keyKinds().apply(request.requireProject().mode());
  }

  private Reply create(CabinetRequest request) {
    var form = request.form();
    var wanted = form.field("kind").orElse("");
    var kind =
        kinds(request).stream()
            .filter(it -> (it.dialect() + ":" + it.kind().text()).equals(wanted))
            .findFirst();
    if (kind.isEmpty()) return list(request, 422, "problem.kind", Optional.empty());
    List<Cidr> cidrs;
    try {
      cidrs = words(form.field("cidrs")).stream().map(Cidr::parse).toList();
    } catch (IllegalArgumentException _) {
      return list(request, 422, "problem.cidrs", Optional.empty());
    }
    if (cidrs.size() > MAX_CIDRS) return list(request, 422, "problem.cidrs", Optional.empty());
    try {
      var key = newKey(request, kind.get(), cidrs);
      var made = services.db().tx(tx -> create(tx, request, key));
      return list(request, 200, "", Optional.of(made));
    } catch (Rejection.Refused _) {
      return list(request, 422, "problem.key", Optional.empty());
    }
  }

  private static Keys.NewKey newKey(CabinetRequest request, KeyKind kind, List<Cidr> cidrs) {
    var project = request.requireProject();
    Set<String> origins = words(request.form().field("origins"));
    return new Keys.NewKey(
        kind.kind(),
        kind.dialect(),
        kind.shape(),
        project.organizationId(),
        Optional.of(project),
        kind.kind().most(),
        cidrs,
        kind.kind() == ApiKey.Kind.PUBLISHABLE ? origins : Set.of(),
        request.form().field("name").orElse("").strip());
  }

  private Keys.Created create(Tx tx, CabinetRequest request, Keys.NewKey key) {
    var created = services.keys().create(tx, key);
    record(tx, request, "key.create", created.key());
    return created;
  }

  private static Set<String> words(Optional<String> text) {
    return new HashSet<>(
        Arrays.stream(text.orElse("").split("[\\s,]+")).filter(it -> !it.isEmpty()).toList());
  }

  private Reply revoke(CabinetRequest request) {
    var id = Paging.id(Optional.of(request.ctx().pathParam("key"))).orElseThrow(Cabinet::missing);
    services
        .db()
        .run(
            tx -> {
              requireOwn(tx, request, id);
              record(tx, request, "key.revoke", services.keys().revoke(tx, id));
            });
    return Reply.redirect(request.projectPath() + "/keys", "key_revoked");
  }

  private void requireOwn(Tx tx, CabinetRequest request, UUID id) {
    if (ofProject(tx, request).stream().noneMatch(key -> key.publicId().equals(id))) {
      throw Cabinet.missing();
    }
  }

  private void record(Tx tx, CabinetRequest request, String act, ApiKey key) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(
            act,
            key.publicId().toString(),
            Map.of(),
            Map.of("dialect", key.dialect(), "kind", key.kind().text(), "name", key.name())),
        services.clock().instant());
  }
}
