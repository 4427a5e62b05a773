package coffer.core.invoice;

/// What is known against a payment: HELD money waits for a verdict, REFUSED money counts for
/// nothing.
public enum Risk {
  NONE,
  HELD,
  REFUSED
}
