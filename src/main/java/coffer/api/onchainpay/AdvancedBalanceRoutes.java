package coffer.api.onchainpay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.deposit.TopUpAddresses.TopUpAddress;
import coffer.core.ledger.Ledger;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Project;
import coffer.core.payment.TopUps;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The advanced account of an organization: its prepaid balance. Coffer charges no fees to it yet.
final class AdvancedBalanceRoutes {
  private final Ledger ledger;
  private final Merchants merchants;
  private final TopUpAddresses addresses;
  private final RequestedAssets assets;

  AdvancedBalanceRoutes(ApiServices services) {
    this.ledger = new Ledger(services.chains());
    this.merchants = services.merchants();
    this.addresses = services.topUpAddresses();
    this.assets = new RequestedAssets(services.chains());
  }

  /// @param blocked whether methods that are charged to it are refused; it still receives
  /// @param availableCurrenciesForDeposit the coins that it can be topped up with
  /// @param tariffs empty: Coffer charges no fees
  record AccountWire(
      UUID advancedBalanceId,
      String currency,
      boolean blocked,
      Optional<String> blockReason,
      String balance,
      List<String> availableCurrenciesForDeposit,
      List<String> tariffs) {}

  /// @param until when the reservation of the address ends; the account gets later money too
  record TopUpAddressWire(
      String currency, String network, String address, Optional<String> tag, String until) {}

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

  /// The address that tops up the account; each request reserves it for longer.
  Command address(OnchainPayCall call, BodyFields body) {
    var name = RequestedAssets.Name.read(body);
    return Command.creating(
        "address",
        tx -> {
          var asset = assets.known(call.project(), name).orElseThrow(() -> unavailable(name));
          var address =
              addresses.reserve(tx, call.project(), Field.Invoice.ASSET, asset, TopUps.CURRENCY);
          return new Done<>(address.id(), wire(address));
        },
        (tx, id) -> wire(addresses.find(tx, id)));
  }

  private static Rejection.Refused unavailable(RequestedAssets.Name name) {
    return new Rejection.AssetUnavailable(Field.Invoice.ASSET, name.currency(), name.network())
        .asException();
  }

  private TopUpAddressWire wire(TopUpAddress address) {
    return new TopUpAddressWire(
        address.asset().code(),
        assets.network(address.asset()),
        address.address(),
        Optional.empty(),
        OnchainPayJson.time(address.until()));
  }

  private AccountWire account(Tx tx, OnchainPayCall call) {
    return account(tx, call.project(), call.advancedBalanceId());
  }

  /// @param project of the account's organization and mode
  /// @param id of the account
  AccountWire account(Tx tx, Project project, UUID id) {
    long organization = project.organizationId();
    var blocked = merchants.organization(tx, organization).orElseThrow().blockReason();
    return new AccountWire(
        id,
        TopUps.CURRENCY.code(),
        blocked.isPresent(),
        blocked,
        OnchainPayJson.decimal(ledger.prepaid(tx, organization, project.mode(), TopUps.CURRENCY)),
        addresses.assets(tx, project, TopUps.CURRENCY).stream()
            .map(Asset::code)
            .distinct()
            .sorted()
            .toList(),
        List.of());
  }
}
