package coffer.core.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// How many confirmations a payment needs, by its amount: on a chain without finality, a larger sum
/// is worth a longer attack.
///
/// @param tiers with rising amounts; the last one has no limit. An empty list: the chain's finality
///     decides
public record Confirmations(List<Tier> tiers) {
  public static final Confirmations BY_FINALITY = new Confirmations(List.of());

  /// @param upTo in base units, inclusive; empty = any amount
  /// @param depth confirmations, 1 = in the newest block
  public record Tier(Optional<BigInteger> upTo, int depth) {
    public Tier {
      if (depth < 1) throw new IllegalArgumentException("a depth is 1 or more");
    }

    boolean holds(BigInteger units) {
      return upTo.map(most -> units.compareTo(most) <= 0).orElse(true);
    }
  }

  public Confirmations {
    tiers = List.copyOf(tiers);
    for (int i = 0; i < tiers.size(); i++) {
      boolean last = i == tiers.size() - 1;
      if (tiers.get(i).upTo.isEmpty() != last) {
        throw new IllegalArgumentException("the last tier, and no other, has no limit");
      }
      if (i > 0) rises(tiers.get(i - 1), tiers.get(i));
    }
  }

  private static void rises(Tier lower, Tier higher) {
    var more = higher.upTo.map(most -> most.compareTo(lower.upTo.orElseThrow()) > 0).orElse(true);
    if (!more || higher.depth < lower.depth) {
      throw new IllegalArgumentException("a larger amount needs no fewer confirmations");
    }
  }

  /// The confirmations for an amount in base units; empty where finality decides.
  public Optional<Integer> depth(BigInteger units) {
    return tiers.stream().filter(tier -> tier.holds(units)).findFirst().map(Tier::depth);
  }
}
