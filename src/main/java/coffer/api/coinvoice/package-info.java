/// The dialect CoinVoice, at `/coinvoice/api/v1`. [coffer.api.coinvoice.CoinVoiceApi] lists the
/// routes; [coffer.api.coinvoice.InvoiceWire] is what an invoice looks like, and
/// [coffer.api.coinvoice.State] the one word that it stands for; what a merchant is told of a
/// payment writes [coffer.api.coinvoice.CoinVoiceWebhook]. All amounts are of the project's
/// settlement token ([coffer.api.coinvoice.Settlement]).
@NullMarked
package coffer.api.coinvoice;

import org.jspecify.annotations.NullMarked;
