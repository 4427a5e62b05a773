package coffer.web.cabinet;

import java.time.LocalDate;

/// A day of the chart: a bar in a drawing of 300 by 100.
///
/// @param value what was received, in the chart's currency
/// @param x left edge of the bar
/// @param height of the bar: 0 to 100
public record IncomeDay(LocalDate day, String value, int x, int height) {}
