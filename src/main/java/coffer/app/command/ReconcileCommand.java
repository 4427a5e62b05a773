package coffer.app.command;

import static java.util.stream.Collectors.joining;

import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.app.server.ReconcilerLoops;
import coffer.chain.ChainSource;
import coffer.chain.Reconciler;
import coffer.chain.SourceException;
import coffer.core.chain.Chain;
import coffer.core.chain.ChainStatus;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.custody.Difference;
import coffer.core.custody.DifferenceCauses;
import coffer.core.custody.Differences;
import coffer.core.custody.ReconciliationRounds;
import coffer.db.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Compares ledger and chains, and prints the differences.
@Command(
    name = "reconcile",
    description = "Compare the balances of addresses in the ledger with those on the chains.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ledger and chains agree",
      "1:some balances could not be compared",
      "3:ledger and chains differ"
    })
public final class ReconcileCommand implements Callable<Integer> {
  private static final int DIFFER = 3;
  private static final int MAX_REPEATED = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions store;

  @Option(
      names = "--chain",
      paramLabel = "CHAIN",
      description = "name or ID of a chain; default: all chains that are read")
  private @Nullable String chain;

  @Option(
      names = "--organization",
      paramLabel = "ID",
      description = "only addresses of this organization")
  private @Nullable UUID organization;

  @Option(
      names = "--known",
      description = "ask no node: print the differences that were found before")
  private boolean known;

  @Option(names = "--json", description = "print one JSON object per difference, one per line")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "how long to wait for another block, to check a difference again (default: ${DEFAULT-VALUE})")
  private int seconds;

  private final List<String> failures = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    var found = new LinkedHashMap<Chain, List<Difference>>();
    try (var infrastructure = store.open()) {
      var owner =
          Optional.ofNullable(organization)
              .map(id -> AdminOutput.organization(infrastructure, id).id());
      for (var each : chains(infrastructure)) {
        if (known)
          lastFailure(infrastructure, each).ifPresent(why -> failures.add(each + ": " + why));
        else compare(infrastructure, each, owner);
        var differences = new Differences(infrastructure.chains());
        found.put(each, infrastructure.db().tx(tx -> differences.list(tx, each, owner)));
      }
      print(infrastructure, found);
      gaps(infrastructure, found.keySet());
    }
    failures.forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
    if (found.values().stream().anyMatch(list -> !list.isEmpty())) return DIFFER;
    return failures.isEmpty() ? 0 : 1;
  }

  /// Why the server's reconciliation of a chain does not continue.
  private static Optional<String> lastFailure(Infrastructure infrastructure, Chain each) {
    return infrastructure.db().tx(tx -> new ReconciliationRounds().list(tx)).stream()
        .filter(round -> round.chainId() == each.id())
        .flatMap(round -> round.failure().stream())
        .findFirst();
  }

  private List<Chain> chains(Infrastructure infrastructure) {
    if (chain != null) return List.of(ChainsCommand.find(infrastructure, chain));
    return infrastructure.chains().all().stream()
        .filter(each -> infrastructure.config().reads(each))
        .sorted(Comparator.comparingInt(Chain::id))
        .toList();
  }

  private void compare(Infrastructure infrastructure, Chain each, Optional<Long> owner)
      throws InterruptedException {
    if (!infrastructure.config().reads(each)) {
      failures.add(each + ": the configuration has no endpoint for it");
      return;
    }
    try (var source = source(infrastructure, each)) {
      var reconciler =
          new Reconciler(
              infrastructure.db(),
              each,
              infrastructure.chains(),
              ReconcilerLoops.balances(source),
              time -> Thread.sleep(time),
              infrastructure.clock());
      var outcome = reconciler.all(owner);
      outcome.why().ifPresent(why -> failures.add(notCompared(each, outcome, why)));
      if (awaitsAnother(infrastructure, each)) reconciler.again(MAX_REPEATED);
    } catch (SourceException e) {
      failures.add(each + ": " + e.getMessage());
    }
  }

  private static String notCompared(Chain each, Reconciler.Outcome outcome, String why) {
    return "%s: %d balances could not be compared: %s".formatted(each, outcome.unanswered(), why);
  }

  private static ChainSource source(Infrastructure infrastructure, Chain each) {
    if (each.spec().sandbox())
      return Domain.of(infrastructure).sandbox().source(infrastructure.db(), each);
    var settings = infrastructure.config().chains().byName().get(each.name());
    return ReconcilerLoops.source(infrastructure, each, Objects.requireNonNull(settings));
  }

  /// Waits for another block if a difference was seen at one block only; false if none arrives in
  /// time.
  private boolean awaitsAnother(Infrastructure infrastructure, Chain each)
      throws InterruptedException {
    var until = infrastructure.clock().instant().plusSeconds(seconds);
    var differences = new Differences(infrastructure.chains());
    var once =
        infrastructure.db().tx(tx -> differences.list(tx, each, Optional.empty())).stream()
            .filter(difference -> difference.looks() == 1)
            .toList();
    while (!once.isEmpty() && infrastructure.clock().instant().isBefore(until)) {
      var head =
          infrastructure.db().tx(tx -> new Cursors().get(tx, each.id(), Cursor.HEAD)).orElseThrow();
      if (once.stream().noneMatch(seen -> seen.at().equals(head.block()))) return true;
      Thread.sleep(Duration.ofSeconds(1));
    }
    return false;
  }

  // Output

  private void print(Infrastructure infrastructure, Map<Chain, List<Difference>> found) {
    var causes = new DifferenceCauses(infrastructure.chains());
    if (json) {
      found.forEach(
          (each, list) ->
              list.forEach(one -> say(Json.write(row(infrastructure, causes, each, one)))));
      return;
    }
    var table =
        new TextTable(
            "CHAIN",
            "ADDRESS",
            "ASSET",
            "LEDGER",
            "ON CHAIN",
            "DIFFERENCE",
            "LOOKS",
            "PROBABLE CAUSE");
    found.forEach(
        (each, list) ->
            list.forEach(
                one -> table.row(row(infrastructure, causes, each, one).values().toArray())));
    table.print(spec.commandLine().getOut());
    if (found.values().stream().allMatch(List::isEmpty)) {
      say("no difference on " + found.keySet().stream().map(Chain::name).collect(joining(", ")));
    }
  }

  /// Warns about blocks that may contain payments, but were not read.
  private void gaps(Infrastructure infrastructure, Set<Chain> compared) {
    for (var status : infrastructure.db().tx(tx -> ChainStatus.all(tx, infrastructure.chains()))) {
      if (!compared.contains(status.chain())) continue;
      for (var rescan : status.rescans()) {
        var missing = rescan.missing(status.chain());
        missing.ifPresent(words -> warn(status.chain() + ": " + words));
      }
    }
  }

  private void warn(String text) {
    spec.commandLine().getErr().println(text);
    spec.commandLine().getErr().flush();
  }

  private void say(String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }

  private static Map<String, Object> row(
      Infrastructure infrastructure, DifferenceCauses causes, Chain each, Difference one) {
    var asset = one.place().asset();
    var row = new LinkedHashMap<String, Object>();
    row.put("chain", each.name());
    row.put("address", infrastructure.chains().text(one.place().address(), each));
    row.put("asset", asset.code());
    row.put("ledger", causes.coins(asset, one.ledger()));
    row.put("on_chain", causes.coins(asset, one.onChain()));
    row.put("difference", causes.coins(asset, one.units()));
    row.put("looks", one.looks());
    row.put("cause", one.cause().orElse("seen at one block only so far"));
    return row;
  }
}
