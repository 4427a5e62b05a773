package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.chain.AccountProblem;
import coffer.core.chain.Chain;
import coffer.core.merchant.Project;
import coffer.core.user.Audit;
import coffer.core.wallet.AccountPreview;
import coffer.core.wallet.AccountPreview.Read;
import coffer.core.wallet.Wallet;
import coffer.core.wallet.WalletList;
import coffer.db.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The wallets of a project's organization, for the project's mode. A new one is added in two
/// steps: the owner sees its first addresses, and only then it is kept.
final class WalletPages {
  private static final String LIST = "/wallets";

  /// How many addresses the owner compares.
  private static final int COMPARED = 10;

  private static final int MAX_LENGTH = 500;

  private final CabinetServices services;
  private final WalletList list = new WalletList();
  private final Audit audit = new Audit();

  WalletPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    var administer = Permission.ADMINISTER;
    return List.of(
        CabinetRoute.page(PROJECT, LIST, administer, this::list),
        CabinetRoute.act(PROJECT, LIST + "/check", administer, this::check).whenConfirmed(),
        CabinetRoute.act(PROJECT, LIST, administer, this::keep).whenConfirmed());
  }

  private Reply list(CabinetRequest request) {
    return list(request, 200, "", "", "");
  }

  /// @param family the family that was chosen
  /// @param account what was typed; "" after a private key, which no page repeats
  private Reply list(
      CabinetRequest request, int status, String family, String account, String problem) {
    var project = request.requireProject();
    var rows =
        services.db().tx(tx -> list.of(tx, project.organizationId(), project.mode())).stream()
            .map(WalletRow::of)
            .toList();
    return new Reply.Html(
        status,
        "wallets",
        "title.wallets",
        Map.of(
            "wallets", rows,
            "families", families(project),
            "family", family,
            "account", account,
            "problem", problem));
  }

  private List<String> families(Project project) {
    return chains(project).stream().map(Chain::family).distinct().sorted().toList();
  }

  /// Public networks first: the owner's own wallet writes addresses as they do.
  private List<Chain> chains(Project project) {
    return services.chains().all().stream()
        .filter(chain -> chain.mode() == project.mode())
        .filter(
            chain ->
                chain.organizationId().orElse(project.organizationId()) == project.organizationId())
        .sorted(
            Comparator.comparing((Chain chain) -> chain.spec().sandbox())
                .thenComparingInt(Chain::id))
        .toList();
  }

  private Reply check(CabinetRequest request) {
    return switch (read(request)) {
      case Input.Wrong wrong -> again(request, wrong);
      case Input.Right right -> compare(request, 200, right, "");
    };
  }

  private Reply keep(CabinetRequest request) {
    return switch (read(request)) {
      case Input.Wrong wrong -> again(request, wrong);
      case Input.Right right -> keep(request, right);
    };
  }

  private Reply again(CabinetRequest request, Input.Wrong wrong) {
    return list(request, 422, wrong.family, wrong.account, wrong.problem);
  }

  private Reply keep(CabinetRequest request, Input.Right right) {
    if (request.form().field("same").isEmpty()) return compare(request, 422, right, "same");
    var seen = request.form().field("replaces").orElse("");
    try {
      var kept = services.db().tx(tx -> keep(tx, request, right, seen));
      if (!kept) return compare(request, 422, right, "changed");
    } catch (Rejection.Refused e) {
      if (!(e.rejection() instanceof Rejection.InvalidField)) throw e;
      return list(request, 422, right.family, right.account, "taken");
    }
    return Reply.redirect(request.projectPath() + LIST, "wallet_kept");
  }

  /// @param seen the account of the wallet that the person saw as the present one; "" = none
  /// @return whether it still is the present one
  private boolean keep(Tx tx, CabinetRequest request, Input.Right right, String seen) {
    var project = request.requireProject();
    var current = current(tx, project, right.family);
    if (!current.map(Wallet::xpub).orElse("").equals(seen)) return false;
    var now = services.clock().instant();
    services
        .wallets()
        .set(
            tx,
            project.organizationId(),
            project.mode(),
            right.family,
            right.account,
            current.isPresent(),
            request.user().email(),
            now);
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(
            current.isPresent() ? "wallet.replace" : "wallet.set",
            project.mode().text() + " " + right.family,
            current.<Map<String, Object>>map(it -> Map.of("xpub", it.xpub())).orElse(Map.of()),
            Map.of("xpub", right.preview.xpub())),
        now);
    return true;
  }

  private Optional<Wallet> current(Tx tx, Project project, String family) {
    return services.wallets().find(tx, project.organizationId(), project.mode(), family);
  }

  private Reply compare(CabinetRequest request, int status, Input.Right right, String problem) {
    var project = request.requireProject();
    var current =
        services.db().tx(tx -> current(tx, project, right.family)).map(Wallet::xpub).orElse("");
    if (current.equals(right.preview.xpub())) {
      return list(request, 422, right.family, right.account, "present");
    }
    return new Reply.Html(
        status,
        "wallet-check",
        "title.wallet-check",
        Map.of(
            "preview", right.preview,
            "family", right.family,
            "account", right.account,
            "current", current,
            "problem", problem));
  }

  /// What the form says.
  private sealed interface Input {
    record Right(String family, String account, AccountPreview preview) implements Input {}

    record Wrong(String family, String account, String problem) implements Input {}
  }

  private Input read(CabinetRequest request) {
    var family = request.form().field("family").orElse("");
    var account = request.form().field("account").orElse("").strip();
    var chain =
        chains(request.requireProject()).stream()
            .filter(it -> it.family().equals(family))
            .findFirst();
    if (AccountProblem.secret(account).isPresent()) return new Input.Wrong(family, "", "private");
    if (chain.isEmpty()) return new Input.Wrong("", account, "family");
    if (account.isEmpty() || account.length() > MAX_LENGTH) {
      return new Input.Wrong(family, "", "unreadable");
    }
    var format = services.chains().format(chain.get());
    var mode = request.requireProject().mode();
    return switch (AccountPreview.read(format, mode, chain.get(), account, COMPARED)) {
      case Read.Account(var preview) -> new Input.Right(family, account, preview);
      case Read.Refused(var problem) -> {
        boolean secret = problem.reason() == AccountProblem.Reason.PRIVATE;
        yield new Input.Wrong(
            family, secret ? "" : account, problem.reason().name().toLowerCase(Locale.ROOT));
      }
    };
  }
}
