/// `./coffer demo`: a server with simulated chains, a merchant, and one payment described step by
/// step.
@NullMarked
package coffer.app.demo;

import org.jspecify.annotations.NullMarked;
