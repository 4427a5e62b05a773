/// What every page needs: a [coffer.web.Language] and its [coffer.web.Messages], the compiled
/// templates ([coffer.web.Pages]), and files that browsers keep ([coffer.web.StaticFiles]). What a
/// payer is shown of an invoice, wherever that is, is decided by [coffer.web.PaymentPage].
@NullMarked
package coffer.web;

import org.jspecify.annotations.NullMarked;
