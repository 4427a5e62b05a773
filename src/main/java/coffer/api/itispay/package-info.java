/// The dialect ItIsPay, at `/itispay/api/v1`. [coffer.api.itispay.ItIsPayApi] lists the routes; a
/// `...Routes` class serves each group of them. [coffer.api.itispay.Word] is what an invoice's
/// standing is called here, [coffer.api.itispay.Codes] what assets are called,
/// [coffer.api.itispay.Numbers] how amounts are written. [coffer.api.itispay.InvoiceWire] is the
/// invoice of every answer, [coffer.api.itispay.ItIsPayWebhook] what is told of a change,
/// [coffer.api.itispay.Refusals] has the words for what is refused.
@NullMarked
package coffer.api.itispay;

import org.jspecify.annotations.NullMarked;
