/// The dialect ItIsPay, at `/itispay/api/v1`. [coffer.api.itispay.ItIsPayApi] lists the routes; a
/// `...Routes` class serves each group of them. [coffer.api.itispay.ItIsPayStatus] is what an
/// invoice's standing is called here, [coffer.api.itispay.AssetCodes] what assets are called,
/// [coffer.api.itispay.JsonAmounts] how amounts are written.
/// [coffer.api.itispay.ItIsPayInvoiceWire] is the invoice of every answer,
/// [coffer.api.itispay.ItIsPayWebhook] what is told of a change, [coffer.api.itispay.ItIsPayErrors]
/// has the words for what is refused.
@NullMarked
package coffer.api.itispay;

import org.jspecify.annotations.NullMarked;
