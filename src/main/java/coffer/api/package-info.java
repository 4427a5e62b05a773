/// Shared code of all APIs. [coffer.api.BodyFields] and [coffer.api.QueryParameters] read the
/// fields of a request and report all errors at once. [coffer.api.ApiHandler] runs a request in one
/// transaction. Each dialect defines its paths, fields and messages.
@NullMarked
package coffer.api;

import org.jspecify.annotations.NullMarked;
