/// The page on which a payer pays an invoice. [coffer.web.checkout.Checkout] has the routes; what a
/// page shows is decided by [coffer.web.PaymentPage], a pure function of the invoice and
/// the time; [coffer.web.checkout.LivePages] keeps open pages up to date.
@NullMarked
package coffer.web.checkout;

import org.jspecify.annotations.NullMarked;
