package coffer.web.checkout;

import coffer.web.Words;

/// A page for what did not work.
///
/// @param kind `missing`, `busy`, `away`, `bad`, `ours`
/// @param request its id, where someone may ask for it; or ""
public record Apology(String kind, String request, Words words, String style, String icon) {}
