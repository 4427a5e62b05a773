/// Payments: [coffer.core.payment.Payments] receives the blocks and unconfirmed transactions of a
/// chain and books the transfers that involve watched addresses.
///
/// Such a transfer becomes a movement. Its key is its position in the chain's history, not its
/// block. [coffer.core.payment.TransferClassifier] decides its kind: a payment, a transfer from the
/// owner's own address, or an outflow. [coffer.core.payment.Attribution] decides which project,
/// invoice and quote it belongs to. [coffer.core.payment.Booking] posts the ledger entries.
@NullMarked
package coffer.core.payment;

import org.jspecify.annotations.NullMarked;
