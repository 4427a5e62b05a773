/// The dialect CoinVoice, at `/coinvoice/api/v1`. [coffer.api.coinvoice.CoinVoiceApi] lists the
/// routes; [coffer.api.coinvoice.CoinVoiceInvoiceWire] is what an invoice looks like, and
/// [coffer.api.coinvoice.CoinVoiceStatus] the one word that it stands for; what a merchant is told
/// of a payment writes [coffer.api.coinvoice.CoinVoiceWebhook]. All amounts are of the project's
/// settlement token ([coffer.api.coinvoice.SettlementAsset]).
@NullMarked
package coffer.api.coinvoice;

import org.jspecify.annotations.NullMarked;
