package coffer.app.command;

import coffer.api.Dialect;
import coffer.app.server.Infrastructure;
import coffer.core.Cidr;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Partner;
import coffer.core.merchant.Partners;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.operator.UserError;
import java.util.List;
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
    name = "partner",
    description = "Manage partners, who create users and their organizations.",
    mixinStandardHelpOptions = true,
    subcommands = AdminPartner.Key.class)
final class AdminPartner extends AdminOutput {
  @Command(name = "add", description = "Add a partner.", mixinStandardHelpOptions = true)
  void add(@Mixin DatabaseOptions store, @Parameters(paramLabel = "NAME") String name) {
    try (var infrastructure = store.open()) {
      var partners = new Partners(infrastructure.clock());
      var made =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    var added = partners.add(tx, name);
                    CommandAudit.add(
                        infrastructure,
                        tx,
                        Audit.Place.SERVER,
                        Audit.Act.of("partner.add", added.publicId(), Map.of("name", name)));
                    return added;
                  });
      say(made.publicId().toString());
    }
  }

  @Command(name = "list", description = "List all partners.", mixinStandardHelpOptions = true)
  void list(@Mixin DatabaseOptions store) {
    var table = new TextTable("ID", "NAME", "CREATED");
    try (var infrastructure = store.open()) {
      var partners = new Partners(infrastructure.clock());
      for (var partner : infrastructure.db().tx(partners::list)) {
        table.row(partner.publicId(), partner.name(), partner.createdAt());
      }
    }
    table.print(out());
  }

  @Command(
      name = "key",
      description = "Manage the API keys of partners.",
      mixinStandardHelpOptions = true)
  static final class Key extends AdminOutput {
    @Command(
        name = "create",
        description = {
          "Create a key of a partner and print it. Coffer cannot show the secret again.",
          "A key that signs is a pair: the first line is the public key, the second the secret."
        },
        mixinStandardHelpOptions = true)
    void create(
        @Mixin DatabaseOptions store,
        @Option(names = "--partner", required = true, paramLabel = "ID") UUID id,
        @Option(
                names = "--mode",
                required = true,
                description = "live or test: the mode of the projects whose keys it creates")
            Mode mode,
        @Option(
                names = "--dialect",
                defaultValue = "coffer",
                description = "the API of the key; default: ${DEFAULT-VALUE}")
            String dialectName,
        @Option(
                names = "--cidr",
                split = ",",
                description = "addresses that may use the key; default: any")
            @Nullable List<String> cidrs,
        @Option(names = "--name", defaultValue = "", description = "a note") String name) {
      var from = cidrs == null ? List.<Cidr>of() : cidrs.stream().map(AdminKey::cidr).toList();
      try (var infrastructure = store.open()) {
        var partner = partner(infrastructure, id);
        var dialect = infrastructure.config().dialects().named(dialectName);
        var created =
            infrastructure
                .db()
                .tx(tx -> create(infrastructure, tx, partner, mode, dialect, from, name));
        say(created.text());
        created.secret().ifPresent(this::say);
      }
    }

    private static Keys.Created create(
        Infrastructure infrastructure,
        Tx tx,
        Partner partner,
        Mode mode,
        Dialect dialect,
        List<Cidr> from,
        String name) {
      var shape = shape(dialect, mode);
      var made = infrastructure.keys().create(tx, partner, mode, dialect.name(), shape, from, name);
      AdminKey.record(infrastructure, tx, "key.create", made.key(), Audit.Place.SERVER);
      return made;
    }

    private static KeyShape shape(Dialect dialect, Mode mode) {
      return dialect
          .keyShape(ApiKey.Kind.PARTNER, Optional.of(mode))
          .orElseThrow(() -> new UserError(dialect.name() + " has no partner keys"));
    }

    @Command(name = "list", description = "List a partner's keys.", mixinStandardHelpOptions = true)
    void list(
        @Mixin DatabaseOptions store,
        @Option(names = "--partner", required = true, paramLabel = "ID") UUID id) {
      var table = new TextTable("ID", "KEY", "DIALECT", "FROM", "NAME", "REVOKED");
      try (var infrastructure = store.open()) {
        var partners = new Partners(infrastructure.clock());
        var partner = partner(infrastructure, id);
        for (var key : infrastructure.db().tx(tx -> partners.keys(tx, partner))) {
          table.row(
              key.publicId(),
              key.hint() + "...",
              key.dialect(),
              key.cidrs().isEmpty()
                  ? "anywhere"
                  : key.cidrs().stream().map(Cidr::toString).collect(Collectors.joining(",")),
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
        var key = infrastructure.db().tx(tx -> AdminKey.revoke(infrastructure, tx, id));
        say(key.hint() + "... is revoked; running servers reject it within 5 seconds");
      }
    }

    private static Partner partner(Infrastructure infrastructure, UUID id) {
      var partners = new Partners(infrastructure.clock());
      return infrastructure
          .db()
          .tx(tx -> partners.find(tx, id))
          .orElseThrow(() -> new Rejection.NotFound("partner", id.toString()).asException());
    }
  }
}
