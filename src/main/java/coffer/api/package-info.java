/// What all our APIs share: a request's fields read one by one ([coffer.api.BodyFields],
/// [coffer.api.QueryParameters]), everything that is wrong with them told at once, and the way of a
/// request through one transaction ([coffer.api.ApiHandler]). Paths, fields and words are each
/// dialect's own.
@NullMarked
package coffer.api;

import org.jspecify.annotations.NullMarked;
