/// Money that moves: [coffer.core.payment.Payments] is told of blocks and books what concerns us.
///
/// A transfer that touches an address of ours becomes a movement, keyed by its place in the chain's
/// history: a payment (an arrival) or an outflow (a departure that no transaction of ours
/// explains). [coffer.core.payment.Attribution] says whose it is; [coffer.core.payment.Booking]
/// what it does to the ledger.
@NullMarked
package coffer.core.payment;

import org.jspecify.annotations.NullMarked;
