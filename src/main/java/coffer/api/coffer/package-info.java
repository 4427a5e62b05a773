/// Coffer's API at `/coffer/v1`. [coffer.api.coffer.CofferApi] lists the routes; a `...Routes`
/// class serves each group of them. [coffer.api.ApiHandler] reads requests (key, scope, project,
/// body, Idempotency-Key) and writes responses. The `...Wire` records define the JSON, the same in
/// responses and webhooks ([coffer.api.coffer.CofferWebhook]). [coffer.api.coffer.CofferErrors]
/// maps errors. `openapi.json` documents all of it for programs, [coffer.api.coffer.DocsPage] for
/// people.
@NullMarked
package coffer.api.coffer;

import org.jspecify.annotations.NullMarked;
