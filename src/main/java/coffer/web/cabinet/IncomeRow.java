package coffer.web.cabinet;

/// What a project received in a currency, in whole coins.
///
/// @param week today and the 6 days before it
/// @param month today and the 29 days before it
/// @param value what the month's coins cost on their days; "" if there was no rate
public record IncomeRow(String code, String today, String week, String month, String value) {}
