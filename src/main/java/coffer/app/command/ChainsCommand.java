package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.ChainStatus;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Rescans;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.operator.UserError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows how far the chains are read, and stores the operator's decisions about them.
@Command(
    name = "chains",
    description =
        "Show how far each chain is read. Subcommands rescan blocks or accept a reorg of final blocks.",
    mixinStandardHelpOptions = true)
public final class ChainsCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions store;

  @Override
  public void run() {
    var table =
        new TextTable(
            "ID", "CHAIN", "HEAD", "FINAL", "CURSOR", "LAG", "ENDPOINT", "ERRORS", "STATE");
    List<String> pending;
    try (var infrastructure = store.open()) {
      pending = pending(infrastructure);
      var now = infrastructure.clock().instant();
      for (var status :
          infrastructure.db().tx(tx -> ChainStatus.all(tx, infrastructure.chains()))) {
        var chain = status.chain();
        table.row(
            chain.id(),
            chain.name(),
            number(status.head()),
            number(status.finalHeight()),
            number(status.height()),
            status.started()
                ? status.lagBlocks()
                    + status.lag(now).map(lag -> " / " + lag.toSeconds() + " s").orElse("")
                : "-",
            status.endpoint().orElse("-"),
            errors(status),
            infrastructure.config().reads(chain) ? state(status, now) : "not configured");
      }
    }
    table.print(spec.commandLine().getOut());
    if (!pending.isEmpty()) {
      say(
          "only in the catalogue file, until a server starts with it: "
              + String.join(", ", pending));
    }
  }

  /// The enabled assets of the catalogue file that the servers do not offer yet.
  private static List<String> pending(Infrastructure infrastructure) {
    var chains = infrastructure.chains();
    var pending = new ArrayList<String>();
    for (var name : infrastructure.config().chains().byName().keySet()) {
      var known =
          chains.all().stream()
              .filter(chain -> chain.name().equals(name))
              .flatMap(chain -> chains.assetsOf(chain).stream())
              .filter(Asset::enabled)
              .map(Asset::code)
              .toList();
      var entry = infrastructure.config().chains().catalogue().chain(name).orElseThrow();
      for (var asset : entry.assets()) {
        if (asset.enabled() && !known.contains(asset.code())) {
          pending.add(asset.code() + " on " + name);
        }
      }
    }
    return pending;
  }

  /// The number of errors by kind, for example `limited 3, unreachable 12`.
  private static String errors(ChainStatus status) {
    if (status.errors().isEmpty()) return "-";
    return status.errors().entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String state(ChainStatus status, Instant now) {
    var state = status.problem(now).orElse("ok");
    var words = new StringBuilder(status.halted().map(why -> "halted: " + why).orElse(state));
    status
        .lastError()
        .filter(error -> !status.halted().equals(Optional.of(error)))
        .ifPresent(error -> words.append(": ").append(error));
    status.unread().forEach((code, why) -> words.append("; %s: %s".formatted(code, why)));
    status.refused().forEach(refusal -> words.append("; ").append(refusal));
    for (var rescan : status.rescans()) {
      var missing = rescan.missing(status.chain());
      words.append("; ");
      words.append(
          missing.orElse(
              "rescan from %d, read up to %d".formatted(rescan.from(), rescan.height())));
      rescan.failure().ifPresent(why -> words.append(", does not go on: ").append(why));
    }
    return words.toString();
  }

  private static String number(Optional<Long> number) {
    return number.map(String::valueOf).orElse("-");
  }

  @Command(
      name = "rescan",
      description = {
        "Read blocks again, for a chain or token that was enabled later.",
        "--cancel ends a rescan; payments that it found stay. Blocks in which a quoted asset was not"
            + " read stay on record; --resume continues with them."
      },
      mixinStandardHelpOptions = true)
  void rescan(
      @Mixin DatabaseOptions where,
      @Parameters(paramLabel = "CHAIN", description = "name or ID of the chain") String name,
      @Option(
              names = "--from",
              paramLabel = "HEIGHT",
              description = "height of the first block, at least 1")
          @Nullable Long from,
      @Option(
              names = "--cancel",
              description = "cancel all rescans of the chain, or the one from HEIGHT")
          boolean cancel,
      @Option(names = "--resume", description = "continue what --cancel has paused")
          boolean resume) {
    if (cancel && resume) throw new UserError("use either --cancel or --resume");
    try (var infrastructure = where.open()) {
      var chain = find(infrastructure, name);
      if (cancel) cancel(infrastructure, chain, Optional.ofNullable(from));
      else if (resume) resume(infrastructure, chain, Optional.ofNullable(from));
      else if (from == null) throw new UserError("--from HEIGHT is missing");
      else request(infrastructure, chain, from);
    }
  }

  private void request(Infrastructure infrastructure, Chain chain, long from) {
    var refused =
        infrastructure
            .db()
            .tx(
                tx -> {
                  var refusal = Rescans.rejectionReason(tx, chain, from);
                  if (refusal.isEmpty()) {
                    Rescans.request(tx, chain, from, infrastructure.clock().instant());
                    record(infrastructure, tx, "rescan.begin", chain, Map.of("from", from));
                  }
                  return refusal;
                });
    if (refused.isPresent()) throw new UserError(refused.get());
    say(chain + ": the node that reads this chain will read it again from " + from);
  }

  private void cancel(Infrastructure infrastructure, Chain chain, Optional<Long> from) {
    var now = infrastructure.clock().instant();
    var cancelled =
        infrastructure
            .db()
            .tx(
                tx -> {
                  var found = Rescans.cancel(tx, chain, from, now);
                  found.forEach(
                      each -> record(infrastructure, tx, "rescan.cancel", chain, firstBlock(each)));
                  return found;
                });
    if (cancelled.isEmpty()) throw new UserError(chain + ": there is no such rescan");
    for (var each : cancelled) {
      var first = each.from().orElseThrow();
      Cursor.gapOf(each.name())
          .ifPresentOrElse(
              code ->
                  say(
                      chain
                          + ": the rescan from %d is paused: blocks %d to %d were not read for %s. Continue with --resume"
                              .formatted(
                                  first,
                                  each.block().height() + 1,
                                  each.until().orElseThrow(),
                                  code)),
              () -> say(chain + ": the rescan from " + first + " is cancelled"));
    }
  }

  private void resume(Infrastructure infrastructure, Chain chain, Optional<Long> from) {
    var now = infrastructure.clock().instant();
    var resumed =
        infrastructure
            .db()
            .tx(
                tx -> {
                  var found = Rescans.resume(tx, chain, from, now);
                  found.forEach(
                      each -> record(infrastructure, tx, "rescan.resume", chain, firstBlock(each)));
                  return found;
                });
    if (resumed.isEmpty()) throw new UserError(chain + ": no rescan is paused");
    for (var each : resumed) {
      say(chain + ": the rescan from " + each.from().orElseThrow() + " continues");
    }
  }

  @Command(
      name = "accept-reorg",
      description =
          "Continue a halted chain: the block HASH is in the branch that replaces final blocks."
              + " Payments in the replaced blocks are reversed.",
      mixinStandardHelpOptions = true)
  void acceptReorg(
      @Mixin DatabaseOptions where,
      @Parameters(paramLabel = "CHAIN", description = "name or ID of the chain") String name,
      @Parameters(paramLabel = "HASH") String hash) {
    try (var infrastructure = where.open()) {
      var chain = find(infrastructure, name);
      boolean accepted =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    if (!new Cursors().acceptReorg(tx, chain.id(), hash)) return false;
                    record(infrastructure, tx, "reorg.accept", chain, Map.of("hash", hash));
                    return true;
                  });
      if (!accepted) throw new UserError(chain + " was never read");
      say(chain + ": " + hash + " is accepted");
    }
  }

  private static void record(
      Infrastructure infrastructure, Tx tx, String act, Chain chain, Map<String, Object> values) {
    var place = new Audit.Place(chain.organizationId(), Optional.empty());
    Object object = chain.name();
    CommandAudit.add(infrastructure, tx, place, Audit.Act.of(act, object, values));
  }

  private static Map<String, Object> firstBlock(Cursor rescan) {
    return rescan.from().<Map<String, Object>>map(it -> Map.of("from", it)).orElse(Map.of());
  }

  static Chain find(Infrastructure infrastructure, String name) {
    List<Chain> found =
        infrastructure.chains().all().stream()
            .filter(chain -> chain.name().equals(name) || String.valueOf(chain.id()).equals(name))
            .toList();
    if (found.size() == 1) return found.getFirst();
    throw new UserError(
        found.isEmpty()
            ? "there is no chain " + name
            : "several organizations have a chain " + name + ": use its ID");
  }

  private void say(String text) {
    var out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
