package coffer.web.cabinet;

import java.util.List;
import java.util.Optional;

/// A page of the statement of an account.
///
/// @param opening balance at the beginning of the period, in whole coins
/// @param closing balance at its end
/// @param rows newest first
/// @param next reference of the last entry of this page; empty on the last page
public record Statement(
    StatementOption account,
    String opening,
    String closing,
    List<StatementRow> rows,
    Optional<String> next) {}
