package coffer.web.cabinet;

import coffer.core.ledger.LedgerQueries.JournalEntry;
import java.time.Instant;
import java.util.List;

/// A ledger entry.
///
/// @param kind key of its kind
public record EntryRow(String reference, String kind, Instant at, List<PostingRow> postings) {
  static EntryRow of(JournalEntry entry) {
    return new EntryRow(
        entry.reference(),
        entry.kind().text(),
        entry.at(),
        entry.postings().stream().map(PostingRow::of).toList());
  }
}
