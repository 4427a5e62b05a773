package coffer.core.payment;

import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.ObservedTransfer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Maps transfers of a chain's own coin to the keys under which they are stored. A node reports
/// such a transfer as a call (positions `value` and `call:path`) or as a log (`log:n`), and the
/// operator may change from one source to the other. The same transfer must not be booked under
/// both positions.
///
/// A transfer that is stored under the other kind of position is recognised by its transaction,
/// direction, watched address and amount, and keeps its first key. Each stored movement is matched
/// at most once: if there is one more transfer than movements, it is new.
final class NativeMoves {
  private enum Source {
    CALLS,
    LOGS
  }

  private NativeMoves() {}

  /// Returns the transfers in the same order, each under the key of its stored movement.
  ///
  /// @param known the movements of these transactions
  static List<ObservedTransfer> recognise(
      List<ObservedTransfer> sightings, Map<Key, Movement> known) {
    var taken = new HashSet<Key>();
    for (var observed : sightings) taken.add(observed.key());
    var result = new ArrayList<ObservedTransfer>(sightings.size());
    for (var observed : sightings) {
      var booked = booked(observed, known.values(), taken);
      booked.ifPresent(movement -> taken.add(movement.key()));
      result.add(booked.map(movement -> observed.at(movement.key())).orElse(observed));
    }
    return result;
  }

  private static Optional<Movement> booked(
      ObservedTransfer observed, Collection<Movement> known, Set<Key> taken) {
    var source = source(observed.key());
    if (source.isEmpty() || !observed.transfer().asset().isNative()) return Optional.empty();
    if (known.stream().anyMatch(movement -> movement.key().equals(observed.key()))) {
      return Optional.empty();
    }
    return known.stream()
        .filter(movement -> !taken.contains(movement.key()))
        .filter(movement -> isOther(source.get(), movement.key()))
        .filter(movement -> movement.key().txid().equals(observed.key().txid()))
        .filter(movement -> movement.key().kind().arrives() == observed.key().kind().arrives())
        .filter(movement -> movement.asset().id() == observed.transfer().asset().id())
        .filter(movement -> movement.addressId() == observed.addressId())
        .filter(movement -> movement.units().equals(observed.transfer().units()))
        .findFirst();
  }

  private static boolean isOther(Source source, Key key) {
    return source(key).filter(other -> other != source).isPresent();
  }

  /// Empty for positions that are the same in every source: a fee, an output.
  private static Optional<Source> source(Key key) {
    var position = key.position();
    if (position.equals("value") || position.startsWith("call:")) return Optional.of(Source.CALLS);
    return position.startsWith("log:") ? Optional.of(Source.LOGS) : Optional.empty();
  }
}
