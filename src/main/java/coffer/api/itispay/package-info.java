/// The ItIsPay dialect, at `/itispay/api/v1`. [coffer.api.itispay.ItIsPayApi] lists the routes; a
/// `...Routes` class serves each group of them. [coffer.api.itispay.ItIsPayStatus] defines the
/// statuses of invoices, [coffer.api.itispay.AssetCodes] the codes of assets and
/// [coffer.api.itispay.JsonAmounts] the format of amounts. [coffer.api.itispay.ItIsPayInvoiceWire]
/// is the invoice in responses, [coffer.api.itispay.ItIsPayWebhook] creates webhooks, and
/// [coffer.api.itispay.ItIsPayErrors] maps errors.
@NullMarked
package coffer.api.itispay;

import org.jspecify.annotations.NullMarked;
