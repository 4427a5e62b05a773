/// What one currency costs in another. Sources ([coffer.core.rate.RateSource]) are asked by one
/// worker; what they say is kept with its source and time; [coffer.core.rate.Rates] answers from
/// what is kept: the rate of now, or none if it is stale, and the rate of any moment before.
@NullMarked
package coffer.core.rate;

import org.jspecify.annotations.NullMarked;
