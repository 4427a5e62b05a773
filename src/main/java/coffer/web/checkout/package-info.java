/// The page on which a payer pays an invoice. [coffer.web.checkout.Checkout] defines the routes,
/// [coffer.web.PaymentPage] computes the content, and [coffer.web.checkout.LivePages] updates open
/// pages.
@NullMarked
package coffer.web.checkout;

import org.jspecify.annotations.NullMarked;
