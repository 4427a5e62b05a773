package coffer.web.checkout;

import coffer.web.Messages;

/// An error page.
///
/// @param kind `missing`, `no_widget`, `busy`, `away`, `bad`, `ours`
/// @param request the request id, if the payer should report it; otherwise ""
public record ErrorPage(String kind, String request, Messages words, String style, String icon) {}
