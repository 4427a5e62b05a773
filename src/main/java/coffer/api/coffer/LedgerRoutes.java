package coffer.api.coffer;

import coffer.core.chain.Chains;
import coffer.core.ledger.Journal;
import coffer.core.ledger.Ledger;
import coffer.db.Tx;

/// `/balances` and `/ledger/entries`.
final class LedgerRoutes {
  private static final int LONGEST_CURSOR = 100;

  private final Chains chains;
  private final Ledger ledger;
  private final Journal journal;

  LedgerRoutes(CofferApi.Services services) {
    this.chains = services.chains();
    this.ledger = new Ledger(chains);
    this.journal = new Journal(chains);
  }

  Object balances(Tx tx, Call call) {
    var balances = ledger.balances(tx, call.project().id());
    return Page.whole(balances.stream().map(b -> LedgerWire.of(b, chains)).toList());
  }

  Object entries(Tx tx, Call call) {
    var query = call.query();
    var limit = Page.limit(query);
    var before = query.text("cursor", LONGEST_CURSOR);
    query.check();
    var found = journal.lines(tx, call.project().id(), before, limit + 1);
    return Page.of(found, limit, Journal.Line::reference, line -> LedgerWire.of(line, chains));
  }
}
