/// Customers of a project, and addresses that receive deposits without an invoice.
@NullMarked
package coffer.core.deposit;

import org.jspecify.annotations.NullMarked;
