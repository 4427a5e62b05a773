package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.api.ValueFormats;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.deposit.TopUpAddresses.TopUpAddress;
import coffer.core.ledger.Ledger;
import coffer.core.listing.PrepaidEntries;
import coffer.core.listing.PrepaidEntries.PrepaidEntry;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Project;
import coffer.core.payment.TopUps;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The routes `/prepaid-balance`.
final class PrepaidBalanceRoutes {
  private static final int MAX_CURSOR_LENGTH = 100;

  private final Chains chains;
  private final Ledger ledger;
  private final PrepaidEntries entries;
  private final Merchants merchants;
  private final TopUpAddresses addresses;

  PrepaidBalanceRoutes(ApiServices services) {
    this.chains = services.chains();
    this.ledger = new Ledger(chains);
    this.entries = new PrepaidEntries(chains);
    this.merchants = services.merchants();
    this.addresses = services.topUpAddresses();
  }

  /// @param blocked whether services that are charged to it are refused; it still receives
  /// @param assets what it can be topped up with
  record BalanceWire(
      String balance,
      String currency,
      boolean blocked,
      Optional<String> blockReason,
      List<AssetWire> assets) {}

  /// @param kind `topup` or `reversal`
  record EntryWire(String id, String kind, Instant at, String amount, ToppedUpWire payment) {}

  /// @param rate what one coin cost when the payment was confirmed; null if it was undone
  record ToppedUpWire(
      UUID id,
      String asset,
      String network,
      String chain,
      String amount,
      Optional<String> rate,
      String txid) {}

  record AddressWire(
      String asset, String network, String chain, String address, Instant reservedUntil) {}

  Object get(Tx tx, CofferCall call) {
    call.query().check();
    return of(tx, call.project());
  }

  /// The balance of a project's organization.
  BalanceWire of(Tx tx, Project project) {
    var balance = ledger.prepaid(tx, project.organizationId(), project.mode(), TopUps.CURRENCY);
    var blocked = merchants.organization(tx, project.organizationId()).orElseThrow().blockReason();
    return new BalanceWire(
        ValueFormats.plain(balance),
        TopUps.CURRENCY.code(),
        blocked.isPresent(),
        blocked,
        addresses.assets(tx, project, TopUps.CURRENCY).stream()
            .map(asset -> AssetWire.of(asset, chains))
            .toList());
  }

  Object entries(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var before = query.text("cursor", MAX_CURSOR_LENGTH);
    query.check();
    var project = call.project();
    var found =
        entries.page(
            tx, project.organizationId(), project.mode(), TopUps.CURRENCY, before, limit + 1);
    return CursorPage.of(found, limit, PrepaidEntry::reference, this::wire);
  }

  private EntryWire wire(PrepaidEntry entry) {
    var payment = entry.payment();
    var chain = chains.chainOf(payment.asset());
    return new EntryWire(
        entry.reference(),
        entry.kind().text(),
        entry.at(),
        ValueFormats.plain(entry.amount()),
        new ToppedUpWire(
            payment.id(),
            payment.asset().code(),
            chain.network(),
            chain.name(),
            ValueFormats.plain(payment.amount()),
            payment.rate().map(ValueFormats::plain),
            payment.txid()));
  }

  /// The address for an asset; each request reserves it for longer.
  Command address(CofferCall call, BodyFields body) {
    var option = CofferInvoiceRequest.Option.read(body);
    return Command.creating(
        "address",
        tx -> {
          var project = call.project();
          var asset =
              chains
                  .find(project.mode(), project.organizationId(), option.asset(), option.network())
                  .orElseThrow(() -> unavailable(option));
          var address =
              addresses.reserve(tx, project, AcceptedOption.FIELD, asset, TopUps.CURRENCY);
          return new Done<>(address.id(), wire(address));
        },
        (tx, id) -> wire(addresses.find(tx, id)));
  }

  private static Rejection.Refused unavailable(CofferInvoiceRequest.Option option) {
    return new Rejection.AssetUnavailable(AcceptedOption.FIELD, option.asset(), option.network())
        .asException();
  }

  private AddressWire wire(TopUpAddress address) {
    var chain = chains.chainOf(address.asset());
    return new AddressWire(
        address.asset().code(), chain.network(), chain.name(), address.address(), address.until());
  }
}
