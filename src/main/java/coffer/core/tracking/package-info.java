/// Foreign addresses that projects track: their incoming transfers are reported, and not booked.
@NullMarked
package coffer.core.tracking;

import org.jspecify.annotations.NullMarked;
