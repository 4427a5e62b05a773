package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.app.server.Version;
import coffer.core.Rejection;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.user.Audit;
import coffer.core.widget.PaymentWidget.Terms;
import coffer.core.widget.PaymentWidget.Webhook;
import coffer.core.widget.PaymentWidgets;
import coffer.core.widget.WidgetOffer;
import coffer.db.Tx;
import coffer.operator.UserError;
import coffer.webhook.WebhookClient;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "widget",
    description = "Manage the payment widgets of a project: forms that payers open by their id.",
    mixinStandardHelpOptions = true)
final class AdminWidget extends AdminOutput {
  /// What the invoices of the widget are like.
  static final class InvoiceOptions {
    @Option(
        names = "--dialect",
        defaultValue = "onchainpay",
        description = "format of the invoices and webhooks; default: ${DEFAULT-VALUE}")
    private String dialect = "onchainpay";

    @Option(
        names = "--currency",
        split = ",",
        description = "currencies of the price, for example USD,EUR; default: all with a rate")
    private List<String> currencies = List.of();

    @Option(
        names = "--amount",
        description = "the price, if it is fixed; default: the payer's browser names it")
    private @Nullable BigDecimal amount;

    @Option(
        names = "--asset",
        split = ",",
        paramLabel = "CODE:NETWORK",
        description = "what payers can pay in; default: all that the project accepts")
    private List<String> assets = List.of();

    @Option(
        names = "--lifetime",
        paramLabel = "MINUTES",
        description = "lifetime of the invoices; default: the project's")
    private @Nullable Integer minutes;

    @Option(
        names = "--deposit-addresses",
        description = "show the deposit address of the customer whose id a link names")
    private boolean depositAddresses;
  }

  /// Who hears of the invoices.
  static final class WebhookOptions {
    @Option(
        names = "--webhook",
        paramLabel = "URL",
        description = "receives the webhooks of the invoices; default: the project's webhooks")
    private @Nullable String url;

    @Option(
        names = "--key",
        paramLabel = "PUBLIC-KEY",
        description = "the pair that signs them; default: the project's webhook secret")
    private @Nullable String publicKey;
  }

  @Command(
      name = "add",
      description = "Add a widget and print its id.",
      mixinStandardHelpOptions = true)
  void add(
      @Mixin DatabaseOptions store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project,
      @Mixin InvoiceOptions invoice,
      @Mixin WebhookOptions webhook,
      @Parameters(paramLabel = "NAME") String name) {
    try (var infrastructure = store.open()) {
      var owner = project(infrastructure, project);
      var dialect = infrastructure.config().dialects().named(invoice.dialect);
      if (dialect.widgets().isEmpty()) throw new UserError(dialect.name() + " has no widgets");
      var price = Optional.ofNullable(invoice.amount).map(AdminWidget::price);
      var lifetime = Optional.ofNullable(invoice.minutes).map(Duration::ofMinutes);
      var made =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    var terms =
                        new Terms(
                            name,
                            dialect.name(),
                            invoice.currencies,
                            price,
                            invoice.assets,
                            lifetime,
                            webhook(infrastructure, tx, owner, dialect.name(), webhook),
                            invoice.depositAddresses);
                    var added = widgets(infrastructure).add(tx, owner, terms);
                    var act = Audit.Act.of("widget.add", added.publicId(), Map.of("name", name));
                    record(infrastructure, tx, owner, act);
                    return added;
                  });
      say(made.publicId().toString());
    }
  }

  private static void record(Infrastructure infrastructure, Tx tx, Project owner, Audit.Act act) {
    CommandAudit.add(infrastructure, tx, CommandAudit.of(owner), act);
  }

  private static BigInteger price(BigDecimal amount) {
    if (amount.signum() > 0
        && amount.stripTrailingZeros().scale() <= Denomination.DECIMALS
        && amount.precision() - amount.scale() <= 15) {
      return WidgetOffer.units(amount);
    }
    throw new UserError("--amount must be more than zero, with at most 15 digits and 8 decimals");
  }

  private static Optional<Webhook> webhook(
      Infrastructure infrastructure, Tx tx, Project owner, String dialect, WebhookOptions wanted) {
    if (wanted.url == null) {
      if (wanted.publicKey != null) throw new UserError("--key needs --webhook");
      return Optional.empty();
    }
    client(infrastructure)
        .refuse(wanted.url)
        .ifPresent(
            reason -> {
              throw new UserError("--webhook: " + reason);
            });
    var pair =
        Optional.ofNullable(wanted.publicKey)
            .map(key -> pair(infrastructure, tx, owner, dialect, key));
    return Optional.of(new Webhook(wanted.url, pair));
  }

  private static Principal.Pair pair(
      Infrastructure infrastructure, Tx tx, Project owner, String dialect, String publicKey) {
    return infrastructure
        .keys()
        .pair(tx, owner, dialect, publicKey)
        .orElseThrow(
            () -> new UserError("--key: the project has no such pair of " + dialect + " in use"));
  }

  @Command(
      name = "list",
      description = "List a project's widgets.",
      mixinStandardHelpOptions = true)
  void list(
      @Mixin DatabaseOptions store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project) {
    var table = new TextTable("ID", "NAME", "DIALECT", "PRICE", "ASSETS", "WEBHOOK", "ADDRESSES");
    try (var infrastructure = store.open()) {
      var owner = project(infrastructure, project);
      var all =
          infrastructure
              .db()
              .tx(
                  tx ->
                      widgets(infrastructure)
                          .list(tx, owner.id(), Optional.empty(), PaymentWidgets.MAX_WIDGETS));
      for (var widget : all) {
        var terms = widget.terms();
        table.row(
            widget.publicId(),
            terms.name(),
            terms.dialect(),
            price(terms),
            terms.assets().isEmpty() ? "all" : String.join(",", terms.assets()),
            terms.webhook().map(Webhook::url).orElse("the project's"),
            terms.depositAddresses() ? "shown" : "-");
      }
    }
    table.print(out());
  }

  private static String price(Terms terms) {
    var currencies = String.join(",", terms.currencies());
    return terms
        .price()
        .map(units -> WidgetOffer.text(units) + " " + currencies)
        .orElse(currencies.isEmpty() ? "any" : "any " + currencies);
  }

  @Command(
      name = "remove",
      description = "Remove a widget. Its invoices stay.",
      mixinStandardHelpOptions = true)
  void remove(
      @Mixin DatabaseOptions store,
      @Option(names = "--project", required = true, paramLabel = "ID") UUID project,
      @Parameters(paramLabel = "ID") UUID id) {
    try (var infrastructure = store.open()) {
      var owner = project(infrastructure, project);
      boolean removed =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    if (!widgets(infrastructure).remove(tx, owner.id(), id)) return false;
                    record(infrastructure, tx, owner, Audit.Act.of("widget.remove", id));
                    return true;
                  });
      if (!removed) throw new Rejection.NotFound("widget", id.toString()).asException();
      say("removed");
    }
  }

  private static PaymentWidgets widgets(Infrastructure infrastructure) {
    return new PaymentWidgets(infrastructure.chains(), infrastructure.clock());
  }

  private static WebhookClient client(Infrastructure infrastructure) {
    return new WebhookClient(
        infrastructure.config().webhooks().allow(),
        infrastructure.config().http().publicUrl().getHost(),
        Version.text());
  }
}
