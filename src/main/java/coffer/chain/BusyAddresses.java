package coffer.chain;

import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.tracking.TrackedTransfers;
import coffer.core.wallet.WatchSet;
import coffer.db.Tx;
import java.time.Instant;
import java.util.Set;

/// The tracked addresses whose transfers are only counted at present, because every project that
/// tracks them has used up its budget. Their details are not fetched: nodes would be asked about
/// each transfer of the busiest addresses of a chain.
///
/// The prefetching thread calls [#covers] and [#version] only.
final class BusyAddresses {
  private record State(Set<Address> addresses, int version) {}

  private final Chain chain;
  private final TrackedTransfers tracked;
  private volatile State state = new State(Set.of(), 0);

  BusyAddresses(Chain chain, TrackedTransfers tracked) {
    this.chain = chain;
    this.tracked = tracked;
  }

  /// Reads them again, in the transaction that books blocks: an address may be one of our own since
  /// then.
  void refresh(Tx tx, Instant now) {
    var addresses = tracked.overBudget(tx, chain, now);
    if (!addresses.equals(state.addresses)) state = new State(addresses, state.version + 1);
  }

  /// Rises with each change.
  int version() {
    return state.version;
  }

  boolean isEmpty() {
    return state.addresses.isEmpty();
  }

  /// Whether nobody needs the details of a transfer.
  boolean covers(Candidate candidate, WatchSet watched) {
    var addresses = state.addresses;
    return !addresses.isEmpty()
        && candidate.to().filter(addresses::contains).isPresent()
        && candidate.from().filter(watched::mayContain).isEmpty();
  }
}
