package coffer.web.cabinet;

/// An account that a statement can be of.
///
/// @param key in the URL: `available:USDT:tron`
/// @param kind key of its kind
public record StatementOption(String key, String code, String network, String kind) {}
