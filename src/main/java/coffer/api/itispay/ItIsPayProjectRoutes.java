package coffer.api.itispay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Cidr;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.core.wallet.Wallets;
import coffer.db.Tx;
import coffer.http.Failure;
import coffer.http.Idempotency.Done;
import coffer.webhook.WebhookSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/// `/projects`: creates a project and its key, with an account key.
final class ItIsPayProjectRoutes {
  private static final int MAX_ADDRESSES = 100;
  private static final Map<String, Mode> MODES = Map.of("live", Mode.LIVE, "test", Mode.TEST);

  private final Merchants merchants;
  private final Keys keys;
  private final Wallets wallets;
  private final Chains chains;
  private final BiConsumer<Tx, Organization> testWallets;

  ItIsPayProjectRoutes(ApiServices services) {
    this.merchants = services.merchants();
    this.keys = services.keys();
    this.wallets = services.wallets();
    this.chains = services.chains();
    this.testWallets = services.testWallets();
  }

  /// @param mode `live` or `test`
  /// @param apiKey null in the response to a repeated request: the key is shown once
  /// @param webhookSecret signs the project's webhooks; null if the account key lacks the scope
  ///     `webhooks:write`
  record ProjectWire(
      UUID projectId, Optional<String> apiKey, String mode, Optional<String> webhookSecret) {
    @Override
    public String toString() {
      return "project " + projectId;
    }
  }

  Command create(ItIsPayCall call, BodyFields body) {
    if (call.principal().kind() != ApiKey.Kind.ACCOUNT) {
      throw new Failure.MissingScope(Scope.PROJECT_WRITE).asException();
    }
    var name = body.required("name", body.text("name", 100), "");
    if (name.isBlank() && !body.failed("name")) body.wrong("name", "Must not be blank.");
    ItIsPayInvoiceRequest.text(
        body, "description", 1024); // a note for the merchant: validated, not stored
    var cidrs = cidrs(body);
    if (!call.principal().mayGrant(cidrs)) {
      body.wrong("api_allowed_ips", "Must lie within the addresses of the account's key.");
    }
    var mode = body.choice("mode", MODES);
    var organizationId = call.principal().organizationId();
    return Command.creating(
        "project",
        tx -> {
          merchants.requireNewName(tx, organizationId, name);
          var owner = merchants.organization(tx, organizationId).orElseThrow();
          var project = open(tx, owner, name, mode.orElseGet(() -> usual(tx, organizationId)));
          return new Done<>(
              project.id(), wire(tx, call, project, Optional.of(key(tx, call, project, cidrs))));
        },
        (tx, id) -> wire(tx, call, merchants.project(tx, id).orElseThrow(), Optional.empty()));
  }

  private Project open(Tx tx, Organization owner, String name, Mode mode) {
    var project = merchants.createProject(tx, owner, name, mode);
    if (mode == Mode.TEST) testWallets.accept(tx, owner);
    return project;
  }

  /// The default mode: live if the organization has a live wallet, otherwise test.
  private Mode usual(Tx tx, long organizationId) {
    boolean live =
        chains.formats().stream()
            .anyMatch(f -> wallets.find(tx, organizationId, Mode.LIVE, f.family()).isPresent());
    return live ? Mode.LIVE : Mode.TEST;
  }

  private String key(Tx tx, ItIsPayCall call, Project project, List<Cidr> cidrs) {
    return keys.createAs(tx, call.principal(), ItIsPayDialect.KEY, project, cidrs, project.name())
        .text();
  }

  private ProjectWire wire(Tx tx, ItIsPayCall call, Project project, Optional<String> key) {
    var secret =
        Optional.of(new WebhookSecret(merchants.webhookSecret(tx, project)).text())
            .filter(_ -> call.principal().may(Scope.WEBHOOKS_WRITE));
    return new ProjectWire(project.publicId(), key, project.mode().text(), secret);
  }

  /// Addresses and CIDR blocks, separated by commas; none = any address.
  private static List<Cidr> cidrs(BodyFields body) {
    var cidrs = new ArrayList<Cidr>();
    var text = ItIsPayInvoiceRequest.text(body, "api_allowed_ips", 5000).orElse("");
    for (var part : text.split(",", -1)) {
      if (part.isBlank()) continue;
      try {
        cidrs.add(Cidr.parse(part.strip()));
      } catch (IllegalArgumentException e) {
        body.wrong("api_allowed_ips", "Must be addresses such as 192.168.1.1 or 10.0.0.0/8.");
        return List.of();
      }
    }
    if (cidrs.size() > MAX_ADDRESSES) {
      body.wrong(
          "api_allowed_ips", new coffer.http.FieldProblem.TooMany(MAX_ADDRESSES, "addresses"));
    }
    return cidrs;
  }
}
