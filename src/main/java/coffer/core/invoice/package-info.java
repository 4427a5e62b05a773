/// What is asked of payers: invoices, their quotes, and [coffer.core.invoice.Standing], the one
/// function that says how an invoice stands.
@NullMarked
package coffer.core.invoice;

import org.jspecify.annotations.NullMarked;
