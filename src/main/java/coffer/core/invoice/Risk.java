package coffer.core.invoice;

/// The result of a risk check on a payment: HELD money waits for a decision, REFUSED money does not
/// count.
public enum Risk {
  NONE,
  HELD,
  REFUSED
}
