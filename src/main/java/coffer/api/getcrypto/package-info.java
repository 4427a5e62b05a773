/// The API of GetCrypto at `/getcrypto/v1`, for clients that were written for it. A key is sent as
/// `Authorization: Bearer ...`; every answer is an envelope with `status`, errors included.
/// [coffer.api.getcrypto.GetCryptoApi] lists the routes. [coffer.api.getcrypto.InvoiceBody] reads a
/// request, [coffer.api.getcrypto.Way] is the table of coins and networks,
/// [coffer.api.getcrypto.InvoiceWire] what is answered and what
/// [coffer.api.getcrypto.GetCryptoWebhook] sends, byte for byte;
/// [coffer.api.getcrypto.StatusWord] is our `Standing` in its words,
/// [coffer.api.getcrypto.Refusals] and [coffer.api.getcrypto.Sentences] are its words for what is
/// refused. [coffer.api.getcrypto.Browsers] is what pages of a shop may do with a publishable key.
@NullMarked
package coffer.api.getcrypto;

import org.jspecify.annotations.NullMarked;
