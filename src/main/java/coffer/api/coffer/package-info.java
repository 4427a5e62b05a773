/// Our own API at `/coffer/v1`. [coffer.api.coffer.CofferApi] lists the routes; a `...Routes` class
/// serves each group of them; [coffer.api.ApiHandler] takes requests in (key, scope, project,
/// body, Idempotency-Key) and sends answers out. What goes over the wire are the `...Wire` records,
/// the same in an answer and in a webhook ([coffer.api.coffer.CofferWebhook]);
/// [coffer.api.coffer.CofferErrors] has the words for what is refused. The document at
/// `openapi.json` says all of it to programs, [coffer.api.coffer.DocsPage] to people.
@NullMarked
package coffer.api.coffer;

import org.jspecify.annotations.NullMarked;
