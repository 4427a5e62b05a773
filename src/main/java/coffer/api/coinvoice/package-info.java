/// The CoinVoice dialect, at `/coinvoice/api/v1`. [coffer.api.coinvoice.CoinVoiceApi] lists the
/// routes. [coffer.api.coinvoice.CoinVoiceInvoiceWire] is the invoice in responses,
/// [coffer.api.coinvoice.CoinVoiceStatus] its status, and [coffer.api.coinvoice.CoinVoiceWebhook]
/// sends webhooks. All amounts are in the project's settlement token
/// ([coffer.api.coinvoice.SettlementAsset]).
@NullMarked
package coffer.api.coinvoice;

import org.jspecify.annotations.NullMarked;
