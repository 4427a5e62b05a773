/// Lists of a project's invoices and payments: by cursor for our own API, by page for dialects that
/// count their pages.
@NullMarked
package coffer.core.listing;

import org.jspecify.annotations.NullMarked;
