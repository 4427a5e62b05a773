package coffer.api;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiHandler.Protocol;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.http.ClientAddress;
import coffer.http.Idempotency.Done;
import coffer.http.WireJson;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Adds the acts of requests with API keys to the audit, in the transaction of the act.
final class RequestAudit<C> {
  private static final int MAX_OBJECT = 200;

  private final ApiServices services;
  private final Protocol<C> protocol;
  private final Audit audit = new Audit();

  RequestAudit(ApiServices services, Protocol<C> protocol) {
    this.services = services;
    this.protocol = protocol;
  }

  record Request<C>(Context ctx, Principal principal, C call) {}

  /// The command that also records the act.
  Command recorded(Request<C> request, Optional<RequestAct<C>> act, Command command) {
    if (act.isEmpty()) return command;
    return new Command(
        command.creates(),
        tx -> running(tx, request, act.get(), () -> command.run().apply(tx)),
        command.replay(),
        command.fallback());
  }

  /// Runs a command and records it.
  private Done<Object> running(
      Tx tx, Request<C> request, RequestAct<C> act, Supplier<Done<Object>> run) {
    var before = state(tx, request, act);
    var done = run.get();
    var after = state(tx, request, act);
    add(tx, request, act, before, after, tree(done.answer()));
    return done;
  }

  /// Runs the removal of an object and records it.
  void removing(Tx tx, Request<C> request, RequestAct<C> act, Runnable run) {
    var before = state(tx, request, act);
    run.run();
    add(tx, request, act, before, MissingNode.getInstance(), MissingNode.getInstance());
  }

  private JsonNode state(Tx tx, Request<C> request, RequestAct<C> act) {
    return act.state()
        .map(query -> tree(query.answer(tx, request.call)))
        .orElseGet(MissingNode::getInstance);
  }

  private JsonNode tree(Object answer) {
    return protocol.mapper().valueToTree(answer);
  }

  private void add(
      Tx tx,
      Request<C> request,
      RequestAct<C> act,
      JsonNode before,
      JsonNode after,
      JsonNode answer) {
    var old = values(before);
    var now = values(after);
    if (act.state().isPresent()) {
      if (old.equals(now)) return;
      var same = new ArrayList<>(old.entrySet());
      same.retainAll(now.entrySet());
      old.entrySet().removeAll(same);
      now.entrySet().removeAll(same);
    }
    var sent = body(request.ctx);
    for (var name : act.values()) {
      Stream.of(answer, sent)
          .map(from -> from.path(name))
          .filter(value -> !value.isMissingNode() && !value.isNull())
          .findFirst()
          .ifPresent(value -> now.put(name, value));
    }
    var project = project(request);
    var values = new Values(request.ctx, sent, answer, project.map(Project::publicId));
    audit.add(
        tx,
        Audit.Actor.key(request.principal.keyId(), ClientAddress.of(request.ctx).getHostAddress()),
        place(tx, request, values.of(act.organization())),
        new Audit.Act(act.name(), values.of(act.object()), old, now),
        services.clock().instant());
  }

  private static Map<String, Object> values(JsonNode object) {
    var values = new LinkedHashMap<String, Object>();
    for (var each : object.properties()) {
      if (!each.getValue().isNull()) values.put(each.getKey(), each.getValue());
    }
    return values;
  }

  private JsonNode body(Context ctx) {
    var bytes = ctx.bodyAsBytes();
    return bytes.length == 0 ? MissingNode.getInstance() : WireJson.tree(protocol.mapper(), bytes);
  }

  private record Values(Context ctx, JsonNode sent, JsonNode answer, Optional<UUID> project) {
    /// The value of a name as [RequestAct] defines it; "" if there is none.
    String of(String name) {
      if (name.equals(RequestAct.PROJECT)) return project.map(UUID::toString).orElse("");
      var inPath = ctx.pathParamMap().get(name);
      var text =
          name.startsWith(RequestAct.ANSWER)
              ? answer.at(name.substring(RequestAct.ANSWER.length())).asString("")
              : inPath != null ? inPath : sent.path(name).asString("");
      return text.substring(0, Math.min(text.length(), MAX_OBJECT));
    }
  }

  private Audit.Place place(Tx tx, Request<C> request, String organization) {
    var principal = request.principal;
    if (principal.kind() == ApiKey.Kind.PARTNER) {
      var id = ValueFormats.id(organization);
      return new Audit.Place(
          id.flatMap(it -> services.merchants().organization(tx, it)).map(Organization::id),
          Optional.empty());
    }
    return new Audit.Place(
        Optional.of(principal.organizationId()), project(request).map(Project::id));
  }

  private Optional<Project> project(Request<C> request) {
    return protocol.project(request.call).or(request.principal::project);
  }
}
