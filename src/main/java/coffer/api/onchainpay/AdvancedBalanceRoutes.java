package coffer.api.onchainpay;

import coffer.api.BodyFields;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.ledger.Ledger;
import coffer.core.money.Denomination;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The advanced account of an organization. Published clients read its id before they create
/// anything. Coffer charges no fees to it and takes no deposits for it yet.
final class AdvancedBalanceRoutes {
  private static final Denomination USD = new Denomination("USD");

  private final Ledger ledger;

  AdvancedBalanceRoutes(Chains chains) {
    this.ledger = new Ledger(chains);
  }

  /// @param availableCurrenciesForDeposit empty: deposits are not offered yet
  /// @param tariffs empty: Coffer charges no fees
  record AccountWire(
      UUID advancedBalanceId,
      String currency,
      boolean blocked,
      Optional<String> blockReason,
      String balance,
      List<String> availableCurrenciesForDeposit,
      List<String> tariffs) {}

  Function<Tx, Object> list(OnchainPayCall call, BodyFields body) {
    return tx -> List.of(account(tx, call));
  }

  /// Without an id, the organization's own. The id of another organization is rejected like an
  /// unknown one.
  Function<Tx, Object> get(OnchainPayCall call, BodyFields body) {
    boolean empty =
        body.node("advancedBalanceId").filter(id -> id.asString("-").isEmpty()).isPresent();
    return tx -> {
      if (empty) {
        var field = OnchainPayProtocol.ADVANCED_BALANCE;
        throw new Rejection.InvalidField(field, "There is no such account.").asException();
      }
      return account(tx, call);
    };
  }

  private AccountWire account(Tx tx, OnchainPayCall call) {
    var balance = ledger.prepaid(tx, call.principal().organizationId(), call.project().mode(), USD);
    return new AccountWire(
        call.advancedBalanceId(),
        USD.code(),
        false,
        Optional.empty(),
        OnchainPayJson.decimal(balance),
        List.of(),
        List.of());
  }
}
