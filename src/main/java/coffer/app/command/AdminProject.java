package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.app.server.TestWallets;
import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.core.merchant.SettingsStore;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "project",
    description = "Manage projects. A project is live or test; this never changes.",
    mixinStandardHelpOptions = true)
final class AdminProject extends AdminOutput {
  @Command(
      name = "create",
      description =
          "Create a project. A test project can be paid immediately, on simulated chains: if its"
              + " organization has no test wallet, Coffer creates one from a new seed.",
      mixinStandardHelpOptions = true)
  void create(
      @Mixin DatabaseOptions store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization,
      @Option(names = "--mode", required = true, description = "live or test") Mode mode,
      @Parameters(paramLabel = "NAME") String name) {
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      say(
          infrastructure
              .db()
              .tx(tx -> create(infrastructure, tx, owner, name, mode))
              .publicId()
              .toString());
    }
  }

  private static Project create(
      Infrastructure infrastructure, Tx tx, Organization owner, String name, Mode mode) {
    var made = infrastructure.merchants().createProject(tx, owner, name, mode);
    if (mode == Mode.TEST) TestWallets.fill(infrastructure, tx, owner);
    var values = Map.<String, Object>of("name", name, "mode", mode.text());
    CommandAudit.add(
        infrastructure,
        tx,
        CommandAudit.of(made),
        Audit.Act.of("project.create", made.publicId(), values));
    return made;
  }

  @Command(
      name = "set",
      description = "Change the given settings; an empty text removes a setting.",
      mixinStandardHelpOptions = true)
  void set(
      @Mixin DatabaseOptions store,
      @Mixin Changes changes,
      @Parameters(paramLabel = "ID") UUID project) {
    try (var infrastructure = store.open()) {
      change(infrastructure, project(infrastructure, project), changes::over);
      say("set; running servers apply it within 5 seconds");
    }
  }

  /// The settings to change; those that are not named stay.
  static final class Changes {
    @Option(
        names = "--settlement",
        paramLabel = "CODE:NETWORK",
        description = "the asset for a dialect that supports only one, for example USDT:tron")
    private @Nullable String settlement;

    @Option(names = "--return-url", description = "URL for payers who have finished")
    private @Nullable String returnUrl;

    @Option(names = "--fail-url", description = "URL for payers who leave without a payment")
    private @Nullable String failUrl;

    @Option(
        names = "--frame-origins",
        paramLabel = "ORIGIN[,ORIGIN]",
        description =
            "origins of the pages that may show payment pages in a frame, for example"
                + " https://shop.example.com")
    private @Nullable String frameOrigins;

    @Option(
        names = "--support-url",
        description = "web page where payers can ask; payment pages link to it")
    private @Nullable String supportUrl;

    @Option(
        names = "--support-email",
        description = "e-mail address where payers can ask; payment pages name it")
    private @Nullable String supportEmail;

    Settings over(Settings now) {
      return now.change()
          .returnUrl(AdminProject.over(now.returnUrl(), returnUrl))
          .failUrl(AdminProject.over(now.failUrl(), failUrl))
          .settlement(AdminProject.over(now.settlement(), settlement))
          .frameOrigins(origins(now.frameOrigins(), frameOrigins))
          .support(
              new Settings.Support(
                  AdminProject.over(now.support().url(), supportUrl),
                  AdminProject.over(now.support().email(), supportEmail)))
          .build();
    }
  }

  private static void change(
      Infrastructure infrastructure, Project project, UnaryOperator<Settings> change) {
    var store = new SettingsStore(infrastructure.chains());
    infrastructure
        .db()
        .run(
            tx -> {
              var before = store.lock(tx, project);
              var after = change.apply(before);
              store.save(tx, project, after);
              CommandAudit.add(
                  infrastructure,
                  tx,
                  CommandAudit.of(project),
                  CommandAudit.change(
                      "settings.change", project.publicId(), values(before), values(after)));
            });
  }

  /// What the command can change.
  private static Map<String, Object> values(Settings settings) {
    return Map.of(
        "settlement", settings.settlement().orElse(""),
        "return_url", settings.returnUrl().orElse(""),
        "fail_url", settings.failUrl().orElse(""),
        "frame_origins", settings.frameOrigins(),
        "support_url", settings.support().url().orElse(""),
        "support_email", settings.support().email().orElse(""));
  }

  private static List<String> origins(List<String> now, @Nullable String named) {
    if (named == null) return now;
    return Arrays.stream(named.split(",")).map(String::strip).filter(it -> !it.isEmpty()).toList();
  }

  private static Optional<String> over(Optional<String> now, @Nullable String named) {
    return named == null ? now : Optional.of(named).filter(text -> !text.isBlank());
  }

  @Command(
      name = "list",
      description = "List an organization's projects.",
      mixinStandardHelpOptions = true)
  void list(
      @Mixin DatabaseOptions store,
      @Option(names = "--organization", required = true, paramLabel = "ID") UUID organization) {
    var table = new TextTable("ID", "CODE", "MODE", "NAME");
    try (var infrastructure = store.open()) {
      var owner = organization(infrastructure, organization);
      for (var project :
          infrastructure.db().tx(tx -> infrastructure.merchants().projects(tx, owner.id()))) {
        table.row(project.publicId(), project.code(), project.mode().text(), project.name());
      }
    }
    table.print(out());
  }
}
