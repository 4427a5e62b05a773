package coffer.web.checkout;

import coffer.web.Messages;

/// A page for what did not work.
///
/// @param kind `missing`, `busy`, `away`, `bad`, `ours`
/// @param request its id, where someone may ask for it; or ""
public record ErrorPage(String kind, String request, Messages words, String style, String icon) {}
