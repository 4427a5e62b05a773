package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.OPERATOR;

import coffer.core.chain.Chain;
import coffer.core.chain.ChainStatus;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.ReorgHalt;
import coffer.core.chain.Rescans;
import coffer.core.custody.Differences;
import coffer.core.custody.ReconciliationRounds;
import coffer.core.payment.ReorgLoss;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The chains that the servers read: how far, with which endpoints, and what the operator decides.
final class OperatorChainPages {
  /// The most differences between ledger and chain that a page shows.
  private static final int MAX_DIFFERENCES = 200;

  private final CabinetServices services;
  private final Audit audit = new Audit();
  private final Cursors cursors = new Cursors();
  private final ReorgLoss losses;

  OperatorChainPages(CabinetServices services) {
    this.services = services;
    this.losses = new ReorgLoss(services.chains());
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(OPERATOR, "/chains", Permission.STAFF_VIEW, this::list),
        CabinetRoute.page(OPERATOR, "/chains/{chain}", Permission.STAFF_VIEW, this::show),
        CabinetRoute.page(OPERATOR, "/chains/{chain}/reorg", Permission.STAFF_VIEW, this::reorg),
        act("/chains/{chain}/reorg", this::acceptReorg),
        act("/chains/{chain}/rescan", this::rescan),
        act("/chains/{chain}/rescan/cancel", this::cancel),
        act("/chains/{chain}/rescan/resume", this::resume));
  }

  private static CabinetRoute act(String path, CabinetRoute.PageHandler handler) {
    return CabinetRoute.act(OPERATOR, path, Permission.STAFF_OPERATE, handler).whenConfirmed();
  }

  private Reply list(CabinetRequest request) {
    var now = services.clock().instant();
    var rows =
        services.db().tx(tx -> ChainStatus.ofServer(tx, services.chains())).stream()
            .map(status -> ChainRow.of(status, now))
            .toList();
    return Reply.html("operator-chains", Map.of("rows", rows));
  }

  /// @throws coffer.core.Rejection.Refused NotFound, also for a simulated chain of an organization
  private Chain chain(CabinetRequest request) {
    var id = request.ctx().pathParam("chain");
    return services.chains().all().stream()
        .filter(it -> it.organizationId().isEmpty() && String.valueOf(it.id()).equals(id))
        .findFirst()
        .orElseThrow(Cabinet::missing);
  }

  private Reply show(CabinetRequest request) {
    return show(request, 200, "", "");
  }

  private Reply show(CabinetRequest request, int status, String from, String problem) {
    var chain = chain(request);
    var now = services.clock().instant();
    return services
        .db()
        .tx(
            tx -> {
              var row =
                  ChainStatus.ofServer(tx, services.chains()).stream()
                      .filter(it -> it.chain().equals(chain))
                      .map(it -> ChainRow.of(it, now))
                      .findFirst()
                      .orElseThrow(Cabinet::missing);
              var differences =
                  new Differences(services.chains())
                      .list(tx, chain, Optional.empty()).stream()
                          .limit(MAX_DIFFERENCES)
                          .map(it -> DifferenceRow.of(it, chain, services.chains()))
                          .toList();
              return new Reply.Html(
                  status,
                  "operator-chain",
                  "title.operator-chain",
                  Map.of(
                      "row", row,
                      "reorg", halt(tx, chain),
                      "rounds", rounds(tx, chain),
                      "differences", differences,
                      "from", from,
                      "problem", problem));
            });
  }

  private static List<ReconciliationRounds.Round> rounds(Tx tx, Chain chain) {
    return new ReconciliationRounds()
        .list(tx).stream().filter(round -> round.chainId() == chain.id()).toList();
  }

  private Optional<ReorgHalt> halt(Tx tx, Chain chain) {
    return cursors.get(tx, chain.id(), Cursor.HEAD).flatMap(Cursor::halted).flatMap(ReorgHalt::of);
  }

  /// What would be reversed. The form of this page accepts it.
  private Reply reorg(CabinetRequest request) {
    var chain = chain(request);
    return services.db().tx(tx -> reorg(tx, chain, 200));
  }

  private Reply reorg(Tx tx, Chain chain, int status) {
    var halt = halt(tx, chain).orElseThrow(Cabinet::missing);
    return new Reply.Html(
        status,
        "operator-reorg",
        "title.operator-reorg",
        Map.of(
            "chain", chain,
            "halt", halt,
            "losses", losses.above(tx, chain.id(), halt.ancestor().height())));
  }

  /// Accepts the branch of the page, if its first block and the payments that are lost are still
  /// the same, and the operator typed the name of the chain.
  private Reply acceptReorg(CabinetRequest request) {
    var chain = chain(request);
    var form = request.form();
    return services
        .db()
        .tx(
            tx -> {
              cursors.lock(tx, chain.id(), Cursor.HEAD);
              var halt = halt(tx, chain).orElseThrow(Cabinet::missing);
              long payments =
                  losses.above(tx, chain.id(), halt.ancestor().height()).stream()
                      .mapToLong(ReorgLoss.Loss::payments)
                      .sum();
              boolean same =
                  form.field("hash").equals(Optional.of(halt.first().hash()))
                      && form.field("payments").equals(Optional.of(String.valueOf(payments)))
                      && form.field("name").map(String::strip).equals(Optional.of(chain.name()));
              if (!same) return reorg(tx, chain, 422);
              cursors.acceptReorg(tx, chain.id(), halt.first().hash());
              record(
                  tx,
                  request,
                  "reorg.accept",
                  chain,
                  Map.of("hash", halt.first().hash(), "payments", payments));
              return Reply.redirect(path(chain), "reorg_accepted");
            });
  }

  private static String path(Chain chain) {
    return "/operator/chains/" + chain.id();
  }

  private static Optional<Long> height(CabinetRequest request) {
    return request
        .form()
        .field("from")
        .map(String::strip)
        .filter(it -> it.matches("\\d{1,15}"))
        .map(Long::valueOf);
  }

  private Reply rescan(CabinetRequest request) {
    var chain = chain(request);
    var from = height(request);
    var text = request.form().field("from").orElse("");
    if (from.isEmpty()) return show(request, 422, text, request.words().say("rescan.number"));
    var refused =
        services
            .db()
            .tx(
                tx -> {
                  var why = Rescans.rejectionReason(tx, chain, from.get());
                  if (why.isEmpty()) {
                    Rescans.request(tx, chain, from.get(), services.clock().instant());
                    record(tx, request, "rescan.begin", chain, Map.of("from", from.get()));
                  }
                  return why;
                });
    return refused
        .map(why -> show(request, 422, text, why))
        .orElseGet(() -> Reply.redirect(path(chain), "rescan_begun"));
  }

  private Reply cancel(CabinetRequest request) {
    return change(request, "rescan.cancel", Rescans::cancel);
  }

  private Reply resume(CabinetRequest request) {
    return change(request, "rescan.resume", Rescans::resume);
  }

  private interface Change {
    List<Cursor> apply(Tx tx, Chain chain, Optional<Long> from, java.time.Instant now);
  }

  /// @throws coffer.core.Rejection.Refused NotFound, if there is no such rescan
  private Reply change(CabinetRequest request, String act, Change change) {
    var chain = chain(request);
    var from = Optional.of(height(request).orElseThrow(Cabinet::missing));
    services
        .db()
        .run(
            tx -> {
              var found = change.apply(tx, chain, from, services.clock().instant());
              if (found.isEmpty()) throw Cabinet.missing();
              record(tx, request, act, chain, Map.of("from", from.get()));
            });
    return Reply.redirect(path(chain), "rescan_changed");
  }

  private void record(
      Tx tx, CabinetRequest request, String act, Chain chain, Map<String, Object> values) {
    Object object = chain.name();
    audit.add(
        tx,
        request.actor(),
        Audit.Place.SERVER,
        Audit.Act.of(act, object, values),
        services.clock().instant());
  }
}
