/// The API of GetCrypto at `/getcrypto/v1`, for clients that were written for it. A key is sent as
/// `Authorization: Bearer ...`; every answer is an envelope with `status`, errors included.
/// [coffer.api.getcrypto.GetCryptoApi] lists the routes.
/// [coffer.api.getcrypto.GetCryptoInvoiceRequest] reads a request,
/// [coffer.api.getcrypto.PaymentMethod] is the table of coins and networks,
/// [coffer.api.getcrypto.GetCryptoInvoiceWire] what is answered and what
/// [coffer.api.getcrypto.GetCryptoWebhook] sends, byte for byte;
/// [coffer.api.getcrypto.GetCryptoStatus] is our `Standing` in its words,
/// [coffer.api.getcrypto.GetCryptoErrors] and [coffer.api.getcrypto.FieldMessages] are its words
/// for what is refused. [coffer.api.getcrypto.CorsPolicy] is what pages of a shop may do with a
/// publishable key.
@NullMarked
package coffer.api.getcrypto;

import org.jspecify.annotations.NullMarked;
