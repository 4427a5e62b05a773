/// What one currency costs in another. One worker queries the sources
/// ([coffer.core.rate.RateSource]) and stores what they report, with source and time.
/// [coffer.core.rate.Rates] answers from the stored rates: the present rate, or none if it is
/// stale, and the rate of any moment before.
@NullMarked
package coffer.core.rate;

import org.jspecify.annotations.NullMarked;
