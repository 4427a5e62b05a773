package coffer.app;

import coffer.chain.Rescan;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursors;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// How the chains are read, and the operator's decisions about them.
@Command(
    name = "chains",
    description = "Tell how far each chain is read; rescan one; accept a reorg of final blocks.",
    mixinStandardHelpOptions = true)
final class ChainsCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Store store;

  @Override
  public void run() {
    var table =
        new Columns("ID", "CHAIN", "HEAD", "FINAL", "CURSOR", "LAG", "ENDPOINT", "ERRORS", "STATE");
    try (var base = store.open()) {
      var now = base.clock().instant();
      for (var status : base.db().tx(tx -> ChainStatus.all(tx, base.chains()))) {
        var chain = status.chain();
        table.row(
            chain.id(),
            chain.name(),
            number(status.head()),
            number(status.finalHeight()),
            number(status.height()),
            status.started()
                ? status.lagBlocks() + " / " + status.lag(now).toSeconds() + " s"
                : "-",
            status.endpoint().orElse("-"),
            errors(status),
            base.config().reads(chain) ? state(status, now) : "not configured");
      }
    }
    table.print(spec.commandLine().getOut());
  }

  /// By kind: `limited 3, unreachable 12`.
  private static String errors(ChainStatus status) {
    if (status.errors().isEmpty()) return "-";
    return status.errors().entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String state(ChainStatus status, Instant now) {
    var state = status.problem(now).orElse("ok");
    var words = new StringBuilder(status.halted().map(why -> "halted: " + why).orElse(state));
    if (status.rescans() > 0) words.append(", ").append(status.rescans()).append(" rescans");
    status
        .lastError()
        .filter(error -> !status.halted().equals(Optional.of(error)))
        .ifPresent(error -> words.append(": ").append(error));
    return words.toString();
  }

  private static String number(Optional<Long> number) {
    return number.map(String::valueOf).orElse("-");
  }

  @Command(
      name = "rescan",
      description = "Read blocks once more, for a chain or token that was enabled later.",
      mixinStandardHelpOptions = true)
  void rescan(
      @Mixin Store where,
      @Parameters(paramLabel = "CHAIN", description = "its name or its ID") String name,
      @Option(names = "--from", required = true, paramLabel = "HEIGHT") long from) {
    try (var base = where.open()) {
      var chain = find(base, name);
      var started = base.db().tx(tx -> Rescan.request(tx, chain, from, base.clock().instant()));
      if (started.isEmpty()) {
        throw new IllegalStateException(
            chain + " was never read, or nothing is final at height " + from);
      }
      say(chain + ": will be read again from " + from + " by the node that reads it");
    }
  }

  @Command(
      name = "accept-reorg",
      description =
          "Let a chain that halted go on: the block HASH is in the branch that takes the place of"
              + " final blocks. What was paid in those is reversed.",
      mixinStandardHelpOptions = true)
  void acceptReorg(
      @Mixin Store where,
      @Parameters(paramLabel = "CHAIN", description = "its name or its ID") String name,
      @Parameters(paramLabel = "HASH") String hash) {
    try (var base = where.open()) {
      var chain = find(base, name);
      if (!base.db().tx(tx -> new Cursors().acceptReorg(tx, chain.id(), hash))) {
        throw new IllegalStateException(chain + " was never read");
      }
      say(chain + ": " + hash + " is accepted");
    }
  }

  private static Chain find(Base base, String name) {
    List<Chain> found =
        base.chains().all().stream()
            .filter(chain -> chain.name().equals(name) || String.valueOf(chain.id()).equals(name))
            .toList();
    if (found.size() == 1) return found.getFirst();
    throw new IllegalStateException(
        found.isEmpty()
            ? "there is no chain " + name
            : "several organizations have a " + name + ": name it by its ID");
  }

  private void say(String text) {
    var out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
