package coffer.api.coinvoice;

import coffer.api.ApiServices;
import coffer.core.chain.Asset;
import coffer.core.ledger.Ledger;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;

/// The route `/balance`.
final class BalanceRoutes {
  private final Ledger ledger;
  private final SettlementAsset settlement;

  BalanceRoutes(ApiServices services) {
    this.ledger = new Ledger(services.chains());
    this.settlement = new SettlementAsset(services.chains());
  }

  /// A project's balance of its settlement token, from the ledger.
  ///
  /// @param totalReceived received payments minus reversals
  /// @param withdrawn `total_received` - `balance`
  record BalanceWire(BigDecimal balance, BigDecimal totalReceived, BigDecimal withdrawn) {}

  Object get(Tx tx, CoinVoiceCall call) {
    call.query().check();
    var token = settlement.of(call.project());
    var turnover = ledger.turnover(tx, call.project().id(), token);
    return new BalanceWire(
        coins(turnover.balance(), token),
        coins(turnover.received(), token),
        coins(turnover.withdrawn(), token));
  }

  private static BigDecimal coins(BigInteger units, Asset token) {
    return CoinVoiceJson.money(new BigDecimal(units, token.decimals()));
  }
}
