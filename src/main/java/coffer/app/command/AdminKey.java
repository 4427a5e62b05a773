package coffer.app.command;

import coffer.api.Dialect;
import coffer.app.server.Infrastructure;
import coffer.core.Cidr;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.operator.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "key", description = "Manage API keys.", mixinStandardHelpOptions = true)
final class AdminKey extends AdminOutput {
  /// The owner of the key: exactly one of the two.
  static final class Owner {
    @Option(names = "--project", paramLabel = "ID", description = "the key belongs to this project")
    private @Nullable UUID project;

    @Option(
        names = "--organization",
        paramLabel = "ID",
        description = "an account key, for all projects of this organization")
    private @Nullable UUID organization;
  }

  /// Purpose and permissions of the key.
  static final class KeyOptions {
    @Option(names = "--publishable", description = "a publishable key, for browsers of payers")
    private boolean publishable;

    @Option(
        names = "--scope",
        split = ",",
        description = "for example invoices:read; default: all scopes of this kind of key")
    private @Nullable List<String> scopes;

    @Option(
        names = "--cidr",
        split = ",",
        description = "addresses that may use the key; default: any")
    private List<String> cidrs = List.of();

    @Option(
        names = "--dialect",
        defaultValue = "coffer",
        description = "the API of the key; default: ${DEFAULT-VALUE}")
    private String dialect = "coffer";

    @Option(
        names = "--origin",
        split = ",",
        description =
            "origin of pages that may use a publishable key, for example https://shop.example.com; * = any")
    private List<String> origins = List.of();

    @Option(names = "--name", defaultValue = "", description = "a note")
    private String name = "";
  }

  @Command(
      name = "create",
      description = {
        "Create a key and print it. Coffer cannot show it again.",
        "A key that signs is a pair: the first line is the public key, the second the secret."
      },
      mixinStandardHelpOptions = true)
  void create(
      @Mixin DatabaseOptions store,
      @ArgGroup(multiplicity = "1") Owner owner,
      @Mixin KeyOptions wanted) {
    try (var infrastructure = store.open()) {
      var dialect = infrastructure.config().dialects().named(wanted.dialect);
      var project = Optional.ofNullable(owner.project).map(id -> project(infrastructure, id));
      var kind = kind(project, wanted.publishable);
      var origins = Set.copyOf(wanted.origins);
      checkOrigins(dialect, kind, origins);
      var key =
          new Keys.NewKey(
              kind,
              dialect.name(),
              shape(dialect, kind, project),
              organizationId(infrastructure, owner, project),
              project,
              wanted.scopes == null ? kind.most() : scopes(wanted.scopes),
              wanted.cidrs.stream().map(AdminKey::cidr).toList(),
              origins,
              wanted.name);
      var created = infrastructure.db().tx(tx -> create(infrastructure, tx, key));
      say(created.text());
      created.secret().ifPresent(this::say);
    }
  }

  private static Keys.Created create(Infrastructure infrastructure, Tx tx, Keys.NewKey wanted) {
    var made = infrastructure.keys().create(tx, wanted);
    var place =
        new Audit.Place(Optional.of(wanted.organizationId()), wanted.project().map(Project::id));
    record(infrastructure, tx, "key.create", made.key(), place);
    return made;
  }

  private static ApiKey.Kind kind(Optional<Project> project, boolean publishable) {
    if (publishable) return ApiKey.Kind.PUBLISHABLE;
    return project.isPresent() ? ApiKey.Kind.PROJECT : ApiKey.Kind.ACCOUNT;
  }

  private static KeyShape shape(Dialect dialect, ApiKey.Kind kind, Optional<Project> project) {
    return dialect
        .keyShape(kind, project.map(Project::mode))
        .orElseThrow(
            () -> new UserError("%s has no %s keys".formatted(dialect.name(), kind.text())));
  }

  private static void checkOrigins(Dialect dialect, ApiKey.Kind kind, Set<String> origins) {
    boolean needed = dialect.calledByPages() && kind == ApiKey.Kind.PUBLISHABLE;
    if (needed && origins.isEmpty()) {
      throw new UserError(
          "--origin is missing: the pages that may use the key, for example"
              + " https://shop.example.com; '*' = any");
    }
    if (!needed && !origins.isEmpty()) {
      throw new UserError("--origin is only for a publishable key that web pages use");
    }
  }

  private static long organizationId(
      Infrastructure infrastructure, Owner owner, Optional<Project> project) {
    if (project.isPresent()) return project.get().organizationId();
    return organization(infrastructure, Optional.ofNullable(owner.organization).orElseThrow()).id();
  }

  private static Set<Scope> scopes(List<String> names) {
    try {
      return names.stream().map(Scope::of).collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      var known = Scope.all().stream().map(Scope::text).collect(Collectors.joining(", "));
      throw new UserError(e.getMessage() + "; the scopes are " + known, e);
    }
  }

  static Cidr cidr(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UserError(text + ": " + e.getMessage(), e);
    }
  }

  @Command(
      name = "list",
      description = "List an organization's keys.",
      mixinStandardHelpOptions = true)
  void list(
      @Mixin DatabaseOptions store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table =
        new TextTable("ID", "KEY", "KIND", "DIALECT", "SCOPES", "FROM", "PAGES", "NAME", "REVOKED");
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      for (var key : infrastructure.db().tx(tx -> infrastructure.keys().list(tx, owner.id()))) {
        table.row(
            key.publicId(),
            key.hint() + "...",
            key.kind().text(),
            key.dialect(),
            key.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(",")),
            key.cidrs().isEmpty()
                ? "anywhere"
                : key.cidrs().stream().map(Cidr::toString).collect(Collectors.joining(",")),
            key.origins().stream().sorted().collect(Collectors.joining(",")),
            key.name(),
            key.revokedAt().map(String::valueOf).orElse(""));
      }
    }
    table.print(out());
  }

  @Command(
      name = "revoke",
      description = "Revoke a key permanently.",
      mixinStandardHelpOptions = true)
  void revoke(@Mixin DatabaseOptions store, @Parameters(paramLabel = "ID") UUID id) {
    try (var infrastructure = store.open()) {
      var key = infrastructure.db().tx(tx -> revoke(infrastructure, tx, id));
      say(key.hint() + "... is revoked; running servers reject it within 5 seconds");
    }
  }

  static ApiKey revoke(Infrastructure infrastructure, Tx tx, UUID id) {
    var key = infrastructure.keys().revoke(tx, id);
    var owner =
        tx.only(
            "SELECT organization_id FROM api_key WHERE public_id = ?",
            row -> row.maybeNumber("organization_id"),
            id);
    record(infrastructure, tx, "key.revoke", key, new Audit.Place(owner, key.projectId()));
    return key;
  }

  static void record(
      Infrastructure infrastructure, Tx tx, String act, ApiKey key, Audit.Place place) {
    var values =
        Map.<String, Object>of(
            "hint", key.hint(),
            "dialect", key.dialect(),
            "kind", key.kind().text(),
            "name", key.name());
    CommandAudit.add(infrastructure, tx, place, Audit.Act.of(act, key.publicId(), values));
  }
}
