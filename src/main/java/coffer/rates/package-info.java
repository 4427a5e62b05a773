/// The rate sources of the world, each behind [coffer.core.rate.RateSource]: two markets
/// ([coffer.rates.Kraken], [coffer.rates.Coinbase]) and two central banks ([coffer.rates.Ecb],
/// [coffer.rates.BankOfRussia]).
///
/// They read leniently, passing over what they do not know, and believe nothing that is broken: a
/// field that is missing, a number that is none, a page where an answer should be.
@NullMarked
package coffer.rates;

import org.jspecify.annotations.NullMarked;
