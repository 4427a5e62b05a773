package coffer.core.ledger;

import coffer.core.chain.Mode;
import coffer.core.money.Currency;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A ledger entry: booked once, never changed.
///
/// @param reference unique idempotency key: posting the same reference again has no effect
/// @param projectId the project that lists the entry in its history
/// @param basis the object that the entry is booked for
/// @param postings at least two; they sum to zero for each currency
public record Entry(
    String reference,
    Kind kind,
    Mode mode,
    Optional<Long> projectId,
    Basis basis,
    List<Posting> postings) {

  /// The object that an entry is booked for. [Ledger#reverse] undoes all entries of a basis.
  public record Basis(Type type, long id) {
    public enum Type {
      MOVEMENT,
      WITHDRAWAL,
      OUTGOING,
      OPERATOR
    }

    public static Basis movement(long id) {
      return new Basis(Type.MOVEMENT, id);
    }
  }

  public enum Kind {
    PAYMENT,
    REVERSAL,
    OUTFLOW,
    RELEASE,
    REFUSE,
    APPLY,
    RESERVE,
    VOID,
    WITHDRAWAL,
    FEE,
    NETWORK,
    CUSTODY,
    TOPUP,
    SWAP,
    DRIFT;

    /// The name in the database and in JSON.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @throws IllegalArgumentException if there are no postings, if they do not sum to zero for each
  ///     currency, or if an account has another mode
  public Entry {
    postings = List.copyOf(postings);
    Map<Currency, BigInteger> sums = new HashMap<>();
    for (var posting : postings) {
      if (posting.account().mode() != mode) throw new IllegalArgumentException("mixed modes");
      sums.merge(posting.account().currency(), posting.units(), BigInteger::add);
    }
    if (postings.isEmpty() || sums.values().stream().anyMatch(sum -> sum.signum() != 0)) {
      throw new IllegalArgumentException("not balanced: " + reference + " " + postings);
    }
  }

  /// Money that arrived: increases custody and the claim on it.
  ///
  /// @param units more than zero
  public static Entry arrival(Head head, Account custody, Account claim, BigInteger units) {
    return of(head, new Posting(custody, units), new Posting(claim, units.negate()));
  }

  /// Money that left: decreases custody and the claim on it.
  ///
  /// @param units more than zero
  public static Entry departure(Head head, Account custody, Account claim, BigInteger units) {
    return of(head, new Posting(custody, units.negate()), new Posting(claim, units));
  }

  /// Money that left, taken from two claims.
  ///
  /// @param first the part that the first claim pays, more than zero and less than `units`
  public static Entry departure(
      Head head,
      Account custody,
      Account claim,
      BigInteger first,
      Account other,
      BigInteger units) {
    return of(
        head,
        new Posting(custody, units.negate()),
        new Posting(claim, first),
        new Posting(other, units.subtract(first)));
  }

  /// Moves money between two accounts of the same side: custody to custody, or claim to claim.
  ///
  /// @param units more than zero
  /// @throws IllegalArgumentException if the accounts are of different sides
  public static Entry move(Head head, Account from, Account to, BigInteger units) {
    if (from.custody() != to.custody()) throw new IllegalArgumentException("not of the same side");
    return from.custody() ? arrival(head, to, from, units) : arrival(head, from, to, units);
  }

  /// The fields of an entry without its mode and postings.
  public record Head(String reference, Kind kind, Optional<Long> projectId, Basis basis) {}

  private static Entry of(Head head, Posting... postings) {
    return new Entry(
        head.reference(),
        head.kind(),
        postings[0].account().mode(),
        head.projectId(),
        head.basis(),
        List.of(postings));
  }
}
