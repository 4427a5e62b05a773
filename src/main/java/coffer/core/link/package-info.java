/// Payment links: pages at a short URL on which payers make invoices.
/// [coffer.core.link.PaymentLink] is what the merchant decides,
/// [coffer.core.link.LinkInvoices] makes the invoices, and [coffer.core.link.InvoicesOfLinks]
/// finds them.
@NullMarked
package coffer.core.link;

import org.jspecify.annotations.NullMarked;
