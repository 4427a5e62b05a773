/// Shared code of all pages: [coffer.web.Language] and [coffer.web.Messages], the compiled
/// templates ([coffer.web.Pages]), and cacheable files ([coffer.web.StaticFiles]).
/// [coffer.web.PaymentPage] computes what a payer sees of an invoice, on every kind of page.
@NullMarked
package coffer.web;

import org.jspecify.annotations.NullMarked;
