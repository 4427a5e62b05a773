package coffer.web.cabinet;

/// An asset that a form offers.
///
/// @param name `USDT:tron`
/// @param title for people
public record AssetChoice(String name, String title) {}
