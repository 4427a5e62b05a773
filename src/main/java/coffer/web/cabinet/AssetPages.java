package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which assets a project accepts, and what keeps payers from paying with one.
public final class AssetPages {
  private static final String PATH = "/settings/assets";

  /// A form has a field for each asset, and few other fields.
  private static final int SHOWN = 80;

  private final CabinetServices services;
  private final SettingsAudit settings;
  private final AssetChoices choices;

  AssetPages(CabinetServices services) {
    this.services = services;
    this.settings = new SettingsAudit(services);
    this.choices = new AssetChoices(services);
  }

  /// An asset in the list.
  ///
  /// @param name `USDT:tron`
  /// @param problems keys of sentences: why payers cannot pay with it
  public record Row(
      String name, String code, String chain, boolean accepted, List<String> problems) {}

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, PATH, Permission.ADMINISTER, this::show),
        CabinetRoute.act(PROJECT, PATH, Permission.ADMINISTER, this::change).whenConfirmed());
  }

  private Reply show(CabinetRequest request) {
    return page(request, 200, request.query("q", 40).orElse(""), "");
  }

  private Reply page(CabinetRequest request, int status, String search, String problem) {
    var project = request.requireProject();
    var found = found(project, search);
    return services
        .db()
        .tx(
            tx -> {
              var accepts = settings.get(tx, project).accepts();
              var priced = priced(tx);
              var rows =
                  found.stream()
                      .limit(SHOWN)
                      .map(it -> row(project, it, accepts, problems(tx, project, it, priced)))
                      .toList();
              return new Reply.Html(
                  status,
                  "settings-assets",
                  "title.settings-assets",
                  Map.of(
                      "rows", rows,
                      "all", accepts.isEmpty(),
                      "more", found.size() > SHOWN,
                      "search", search,
                      "problem", problem));
            });
  }

  private List<Asset> found(Project project, String search) {
    var text = search.toLowerCase(Locale.ROOT);
    return services.chains().configured(project.mode(), project.organizationId()).stream()
        .filter(asset -> words(asset).contains(text))
        .toList();
  }

  private String words(Asset asset) {
    var chain = services.chains().chainOf(asset);
    return (asset.code() + " " + chain.spec().title() + " " + chain.name())
        .toLowerCase(Locale.ROOT);
  }

  /// The codes of which a rate is known.
  private Set<String> priced(Tx tx) {
    return services.rates().latest(tx).stream()
        .flatMap(rate -> Stream.of(rate.base().code(), rate.quote().code()))
        .collect(Collectors.toSet());
  }

  private Row row(Project project, Asset asset, List<String> accepts, List<String> problems) {
    var chain = services.chains().chainOf(asset);
    return new Row(
        choices.name(project, asset),
        asset.code(),
        chain.spec().title(),
        names(project, asset).stream().anyMatch(accepts::contains),
        problems);
  }

  /// All names that mean the asset in settings.
  private List<String> names(Project project, Asset asset) {
    var chain = services.chains().chainOf(asset);
    return List.of(choices.name(project, asset), asset.code() + ":" + chain.name());
  }

  private List<String> problems(Tx tx, Project project, Asset asset, Set<String> priced) {
    var chain = services.chains().chainOf(asset);
    var problems = new ArrayList<String>();
    if (!services.chains().reads(tx, asset)) problems.add("reader");
    if (services
        .wallets()
        .find(tx, project.organizationId(), project.mode(), chain.family())
        .isEmpty()) problems.add("wallet");
    if (!priced.contains(asset.code())) problems.add("rate");
    return problems;
  }

  /// Changes the assets that the page showed. Those that a search left out stay as they are.
  private Reply change(CabinetRequest request) {
    var form = request.form();
    var project = request.requireProject();
    var search = form.field("q").filter(it -> it.length() <= 40).orElse("");
    boolean all = form.field("which").orElse("").equals("all");
    try {
      boolean changed =
          services
              .db()
              .tx(
                  tx -> {
                    var chosen =
                        all
                            ? Set.<String>of()
                            : chosen(
                                project,
                                settings.get(tx, project).accepts(),
                                search,
                                new HashSet<>(form.named("accept.")));
                    if (!all && chosen.isEmpty()) return false;
                    settings.change(
                        tx, request, it -> it.change().accepts(List.copyOf(chosen)).build());
                    return true;
                  });
      if (!changed) return page(request, 422, search, "none");
    } catch (Rejection.Refused e) {
      return page(request, 422, search, SettingsPages.field(e));
    }
    return Reply.redirect(request.projectPath() + PATH, "settings_changed");
  }

  private Set<String> chosen(
      Project project, List<String> accepts, String search, Set<String> ticked) {
    var chosen = new LinkedHashSet<>(accepts);
    found(project, search).stream()
        .limit(SHOWN)
        .forEach(
            asset -> {
              if (!ticked.contains(choices.name(project, asset))) {
                names(project, asset).forEach(chosen::remove);
              } else if (names(project, asset).stream().noneMatch(chosen::contains)) {
                chosen.add(choices.name(project, asset));
              }
            });
    return chosen;
  }
}
