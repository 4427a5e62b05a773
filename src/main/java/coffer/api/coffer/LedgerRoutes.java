package coffer.api.coffer;

import coffer.api.ApiServices;
import coffer.core.chain.Chains;
import coffer.core.ledger.Ledger;
import coffer.core.ledger.LedgerQueries;
import coffer.db.Tx;

/// The routes `/balances` and `/ledger/entries`.
final class LedgerRoutes {
  private static final int MAX_CURSOR_LENGTH = 100;

  private final Chains chains;
  private final Ledger ledger;
  private final LedgerQueries queries;

  LedgerRoutes(ApiServices services) {
    this.chains = services.chains();
    this.ledger = new Ledger(chains);
    this.queries = new LedgerQueries(chains);
  }

  Object balances(Tx tx, CofferCall call) {
    var balances = ledger.balances(tx, call.project().id());
    return CursorPage.whole(balances.stream().map(b -> LedgerWire.of(b, chains)).toList());
  }

  Object entries(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var before = query.text("cursor", MAX_CURSOR_LENGTH);
    query.check();
    var found = queries.lines(tx, call.project().id(), before, limit + 1);
    return CursorPage.of(
        found, limit, LedgerQueries.JournalEntry::reference, line -> LedgerWire.of(line, chains));
  }
}
