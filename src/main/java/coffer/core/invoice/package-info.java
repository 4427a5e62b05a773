/// Invoices and their quotes. [coffer.core.invoice.Standing] is the one function that computes the
/// status of an invoice.
@NullMarked
package coffer.core.invoice;

import org.jspecify.annotations.NullMarked;
