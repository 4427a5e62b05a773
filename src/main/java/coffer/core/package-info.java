/// The domain: no HTTP, no node client, no wire format. Start at [coffer.core.payment.Payments] for
/// what happens when a block comes, at [coffer.core.invoice.Standing] for what an invoice's status
/// means.
@NullMarked
package coffer.core;

import org.jspecify.annotations.NullMarked;
