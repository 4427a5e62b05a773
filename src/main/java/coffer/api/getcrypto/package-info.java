/// The GetCrypto dialect at `/getcrypto/v1`, for clients that were written for that API. A key is
/// sent as `Authorization: Bearer ...`; every response, including errors, is an envelope with
/// `status`.
///
/// [coffer.api.getcrypto.GetCryptoApi] lists the routes,
/// [coffer.api.getcrypto.GetCryptoInvoiceRequest] reads a request, and
/// [coffer.api.getcrypto.PaymentMethod] is the table of coins and networks.
/// [coffer.api.getcrypto.GetCryptoInvoiceWire] is the invoice in responses, and
/// [coffer.api.getcrypto.GetCryptoWebhook] sends the same bytes.
/// [coffer.api.getcrypto.GetCryptoStatus] maps an invoice's standing to a status.
/// [coffer.api.getcrypto.GetCryptoErrors] and [coffer.api.getcrypto.FieldMessages] map errors to
/// messages. [coffer.api.getcrypto.CorsPolicy] decides what a merchant's pages may do with a
/// publishable key.
@NullMarked
package coffer.api.getcrypto;

import org.jspecify.annotations.NullMarked;
