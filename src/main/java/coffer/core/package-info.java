/// The domain: no HTTP, no node client, no wire format. Start at [coffer.core.payment.Payments] for
/// how a block is processed, and at [coffer.core.invoice.Standing] for what the status of an
/// invoice means.
@NullMarked
package coffer.core;

import org.jspecify.annotations.NullMarked;
