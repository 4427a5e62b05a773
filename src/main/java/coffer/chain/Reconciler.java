package coffer.chain;

import coffer.chain.BalanceSource.Balances;
import coffer.chain.ChainSource.Unlinked;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.custody.AddressAsset;
import coffer.core.custody.Difference;
import coffer.core.custody.DifferenceCauses;
import coffer.core.custody.Differences;
import coffer.core.custody.Differences.Observation;
import coffer.core.custody.LedgerBalances;
import coffer.core.custody.LedgerBalances.Booked;
import coffer.core.custody.ReconciliationRounds;
import coffer.core.custody.RoundPart;
import coffer.db.Db;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the ledger's balances of the addresses of a chain with those that the chain reports.
///
/// Both are taken at the same block, so that a payment that is being booked makes no difference.
/// Balances of another branch than the processed one are ignored. Operators are notified of a
/// difference that was found at two different blocks.
public final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  /// How many times to poll, once a second, until the scanner has reached the node's block.
  private static final int MAX_POLLS = 60;

  /// The maximum number of pages without an address of the chain that a turn reads.
  private static final int PAGES = 20;

  /// If there are more differences at once, the log only counts the rest.
  private static final int MAX_EVENTS_AT_ONCE = 20;

  /// Waits until the scanner may have advanced, usually for the given time.
  public interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  /// The result of comparing many places.
  ///
  /// @param answered balances that were compared
  /// @param unanswered balances that no node reported, or not at a processed block
  /// @param why the reason for one of the unanswered
  public record Outcome(int answered, int unanswered, Optional<String> why) {
    private static final Outcome NONE = new Outcome(0, 0, Optional.empty());

    private static Outcome moved(int places) {
      var why = "the node is not at a block that was processed";
      return new Outcome(0, places, Optional.of(why));
    }

    private Outcome plus(Outcome other) {
      return new Outcome(
          answered + other.answered, unanswered + other.unanswered, why.or(() -> other.why));
    }
  }

  private final Db db;
  private final Chain chain;
  private final Chains chains;
  private final BalanceSource source;
  private final Pause pause;
  private final InstantSource clock;
  private final LedgerBalances ledger;
  private final Differences differences;
  private final DifferenceCauses causes;
  private final ReconciliationRounds rounds = new ReconciliationRounds();
  private final Cursors cursors = new Cursors();

  public Reconciler(
      Db db, Chain chain, Chains chains, BalanceSource source, Pause pause, InstantSource clock) {
    this.db = db;
    this.chain = chain;
    this.chains = chains;
    this.source = source;
    this.pause = pause;
    this.clock = clock;
    this.ledger = new LedgerBalances(chains);
    this.differences = new Differences(chains);
    this.causes = new DifferenceCauses(chains);
  }

  // In the background

  /// Continues the rounds of this chain: first known differences, then the addresses with a balance
  /// in the ledger, then all addresses.
  ///
  /// @param most the number of places; more on chains where one search covers many
  /// @throws SourceException if no node answers; the next turn continues from there
  public void turn(int most) throws InterruptedException {
    if (read().isEmpty()) return;
    var left = most - again(most / 2);
    left -= goOn(RoundPart.HELD, Math.max(1, left / 2));
    goOn(RoundPart.ALL, Math.max(1, left));
  }

  /// Compares again the differences that were found once, if there is a newer block, and those that
  /// were reported and not compared for the source's rest, or for an hour if it has none.
  ///
  /// @return how many places were compared
  public int again(int most) throws InterruptedException {
    var read = read();
    if (read.isEmpty()) return 0;
    var every = source.rest().isZero() ? RoundPart.HELD.every() : source.rest();
    var before = clock.instant().minus(every);
    var places = db.tx(tx -> differences.again(tx, chain, read.get().block(), before, most));
    var asked = 0;
    for (var portion : portions(places, source.atOnce(RoundPart.ALL))) {
      compare(RoundPart.ALL, portion);
      asked += portion.size();
    }
    return asked;
  }

  private static List<List<AddressAsset>> portions(List<AddressAsset> places, int size) {
    var portions = new ArrayList<List<AddressAsset>>();
    for (int from = 0; from < places.size(); from += size) {
      portions.add(places.subList(from, Math.min(places.size(), from + size)));
    }
    return portions;
  }

  /// @return how many places were compared
  private int goOn(RoundPart part, int most) throws InterruptedException {
    var asked = 0;
    for (int pages = 0; asked < most && pages < PAGES; ) {
      var at = db.tx(tx -> rounds.due(tx, chain, part, clock.instant()));
      if (at.isEmpty()) return asked;
      var page = page(part, at.get(), most - asked);
      var outcome = Optional.of(Outcome.NONE);
      if (page.places().isEmpty()) pages++;
      else outcome = compare(part, page.places());
      if (outcome.isEmpty()) return asked;
      asked += page.places().size();
      var rest = page.places().isEmpty() || part == RoundPart.HELD ? Duration.ZERO : source.rest();
      int unanswered = outcome.get().unanswered;
      db.run(
          tx -> rounds.advance(tx, chain, part, page.before(), unanswered, rest, clock.instant()));
    }
    return asked;
  }

  private LedgerBalances.Page page(RoundPart part, long before, int most) {
    var whole =
        part == RoundPart.ALL && !source.rest().isZero(); // a search costs the same for many
    var size = whole ? source.atOnce(part) : Math.min(most, source.atOnce(part));
    return switch (part) {
      case HELD -> {
        var page = db.tx(tx -> ledger.held(tx, chain, before, size, clock.instant()));
        var covered = page.places().stream().filter(place -> source.covers(place.asset())).toList();
        yield new LedgerBalances.Page(covered, page.before());
      }
      case ALL -> all(Optional.empty(), before, size);
    };
  }

  private LedgerBalances.Page all(Optional<Long> organization, long before, int most) {
    return db.tx(
        tx -> {
          var assets = ledger.assets(tx, chain).stream().filter(source::covers).toList();
          return ledger.all(tx, chain, organization, assets, before, most);
        });
  }

  // At once

  /// Compares all addresses of this chain, once.
  ///
  /// @param organization if present, only its addresses
  /// @throws SourceException if no node answers
  public Outcome all(Optional<Long> organization) throws InterruptedException {
    if (read().isEmpty()) {
      return new Outcome(0, 0, Optional.of("it is not read at present"));
    }
    var sum = Outcome.NONE;
    for (var before = Optional.of(Long.MAX_VALUE); before.isPresent(); ) {
      var page = all(organization, before.get(), source.atOnce(RoundPart.ALL));
      if (!page.places().isEmpty()) {
        var places = page.places();
        sum =
            sum.plus(compare(RoundPart.ALL, places).orElseGet(() -> Outcome.moved(places.size())));
      }
      before = page.before();
    }
    return sum;
  }

  // Comparing

  /// @return empty if the answers are of another branch than the processed one
  private Optional<Outcome> compare(RoundPart part, List<AddressAsset> places)
      throws InterruptedException {
    var read = read();
    if (read.isEmpty()) return Optional.empty();
    Balances balances;
    try {
      balances = ask(part, read.get(), places);
    } catch (Unlinked e) {
      LOG.debug("{}: not compared: {}", chain, e.getMessage());
      return Optional.empty();
    }
    if (!balances.units().isEmpty()) {
      var booked = booked(balances);
      if (booked.isEmpty()) return Optional.empty();
      record(balances, booked.get());
    }
    return Optional.of(
        new Outcome(
            balances.units().size(),
            balances.refused().size(),
            balances.refused().values().stream().findFirst()));
  }

  /// The chain's cursor; empty if the chain was never read, or is halted.
  private Optional<Cursor> read() {
    return db.tx(tx -> cursors.get(tx, chain.id(), Cursor.HEAD))
        .filter(cursor -> cursor.halted().isEmpty());
  }

  private Balances ask(RoundPart part, Cursor read, List<AddressAsset> places) {
    int most = source.outputs();
    if (part == RoundPart.ALL || most == 0) return source.all(read.block(), places);
    var outputs = db.tx(tx -> ledger.outputs(tx, chain, places, most + 1));
    // The round over all addresses covers these, and only it can confirm that a difference is gone.
    outputs.values().removeIf(each -> each.size() > most);
    outputs.keySet().removeAll(known());
    return source.held(read.block(), outputs);
  }

  private Set<AddressAsset> known() {
    return db.tx(tx -> differences.list(tx, chain, Optional.empty())).stream()
        .map(Difference::place)
        .collect(Collectors.toSet());
  }

  /// The ledger's balances at the blocks of the answer. Waits if the node is ahead of the scanner.
  private Optional<Map<AddressAsset, Booked>> booked(Balances balances)
      throws InterruptedException {
    for (int i = 0; i < MAX_POLLS && !reached(balances.last().height()); i++) pause.pause(SOON);
    Collection<AddressAsset> places = balances.units().keySet();
    return db.tx(tx -> ledger.booked(tx, chain, places, balances.first(), balances.last()));
  }

  private boolean reached(long height) {
    return read().map(cursor -> cursor.block().height() >= height).orElse(true);
  }

  private void record(Balances balances, Map<AddressAsset, Booked> booked) {
    var looks = new ArrayList<Observation>();
    booked.forEach(
        (place, by) -> {
          var units = balances.units().get(place);
          if (units != null && !by.moving()) {
            looks.add(new Observation(place, by.units(), units, balances.last()));
          }
        });
    var changes =
        db.tx(
            tx ->
                differences.record(
                    tx,
                    chain,
                    looks,
                    each -> causes.of(tx, chain, each, source.blindSpot(each.place().asset())),
                    clock.instant()));
    changes.told().stream().limit(MAX_EVENTS_AT_ONCE).forEach(this::logDifference);
    var more = changes.told().size() - MAX_EVENTS_AT_ONCE;
    if (more > 0) LOG.error("{}: ledger and chain differ at {} more addresses", chain, more);
    for (var each : changes.gone()) {
      LOG.info("{}: ledger and chain agree again on the {} of {}", chain, asset(each), text(each));
    }
  }

  private void logDifference(Difference difference) {
    LOG.error(
        "{}: {} has {} {} by the ledger and {} on the chain: {}",
        chain,
        text(difference),
        causes.coins(difference.place().asset(), difference.ledger()),
        asset(difference).code(),
        causes.coins(difference.place().asset(), difference.onChain()),
        difference.cause().orElse(""));
  }

  private static Asset asset(Difference difference) {
    return difference.place().asset();
  }

  private String text(Difference difference) {
    return chains.text(difference.place().address(), chain);
  }
}
