/// The external rate sources, each behind [coffer.core.rate.RateSource]: two markets
/// ([coffer.rates.Kraken], [coffer.rates.Coinbase]) and two central banks ([coffer.rates.Ecb],
/// [coffer.rates.BankOfRussia]).
///
/// They ignore fields that they do not know. They reject a response that is broken: a missing
/// field, an invalid number, a web page instead of data.
@NullMarked
package coffer.rates;

import org.jspecify.annotations.NullMarked;
