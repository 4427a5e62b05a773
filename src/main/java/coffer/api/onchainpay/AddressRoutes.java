package coffer.api.onchainpay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Chains;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.deposit.DepositAddressRows;
import coffer.core.deposit.DepositAddresses;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.listing.AddressMovements;
import coffer.core.listing.InvoiceAddresses;
import coffer.core.wallet.WatchedAddresses;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// The addresses of a project, of all types, and what moved on them.
final class AddressRoutes {
  /// The newest orders whose addresses are listed.
  private static final int MAX_ORDERS = 1_000;

  private static final UUID NONE = new UUID(0, 0);
  private static final Map<String, Boolean> TYPES = Map.of("withdrawal", true, "deposit", false);
  private static final Map<String, Optional<PaymentStatus>> STATUSES =
      Map.of(
          "processed", Optional.of(PaymentStatus.CONFIRMED),
          "rejected", Optional.of(PaymentStatus.REVERSED),
          "pending", Optional.of(PaymentStatus.SEEN),
          "error", Optional.empty());

  private final Chains chains;
  private final DepositAddresses addresses;
  private final DepositAddressRows deposits;
  private final InvoiceAddresses orders;
  private final AddressMovements movements;
  private final RequestedAssets assets;
  private final WatchedAddresses watched = new WatchedAddresses();

  AddressRoutes(ApiServices services) {
    this.chains = services.chains();
    this.addresses = services.depositAddresses();
    this.deposits = new DepositAddressRows(chains);
    this.orders = new InvoiceAddresses(chains);
    this.movements = new AddressMovements(services.invoices());
    this.assets = new RequestedAssets(chains);
  }

  record MovementsWire(long count, List<MovementWire> transactions) {}

  Function<Tx, Object> findById(OnchainPayCall call, BodyFields body) {
    var id = body.required("id", body.id("id"), NONE);
    return tx -> get(tx, call, id);
  }

  Function<Tx, Object> findByAddress(OnchainPayCall call, BodyFields body) {
    var text = body.required("address", body.text("address", 200), "");
    return tx -> at(tx, call, text);
  }

  Command setMeta(OnchainPayCall call, BodyFields body) {
    var id = body.required("id", body.id("id"), NONE);
    var meta = MerchantJson.read(body, "meta");
    Function<Tx, Object> set =
        tx -> {
          watched.setMeta(tx, get(tx, call, id).place().addressId(), meta);
          return Optional.empty();
        };
    return Command.on("address", set, _ -> Optional.empty());
  }

  Function<Tx, Object> transactions(OnchainPayCall call, BodyFields body) {
    var id = body.required("id", body.id("id"), NONE);
    var out = body.choice("type", TYPES);
    var page = OffsetPage.read(body, 100, STATUSES.keySet());
    return tx -> {
      var address = get(tx, call, id);
      // No movement of this server has the status `error`: a list of only such is empty.
      var statuses = statuses(page.statuses());
      if (statuses.isEmpty() && !page.statuses().isEmpty()) {
        return new MovementsWire(0, List.of());
      }
      var filter = new AddressMovements.Filter(out, statuses);
      var found = movements.page(tx, address.place(), filter, page.limit(), page.offset());
      return new MovementsWire(
          movements.count(tx, address.place(), filter),
          found.stream().map(MovementWire::of).toList());
    };
  }

  private static Set<PaymentStatus> statuses(List<String> names) {
    var statuses = new HashSet<PaymentStatus>();
    for (var name : names) STATUSES.getOrDefault(name, Optional.empty()).ifPresent(statuses::add);
    return statuses;
  }

  /// The newest movement at one address, or at all addresses with this text.
  Function<Tx, Object> lastTransaction(OnchainPayCall call, BodyFields body) {
    var id = body.id("id");
    var text = TextFields.text(body, "address", 200);
    if (id.isPresent() == text.isPresent() && !body.failed("id") && !body.failed("address")) {
      body.wrong("id", "Send either id or address.");
    }
    return tx -> {
      var places =
          id.isPresent() ? List.of(get(tx, call, id.get())) : at(tx, call, text.orElseThrow());
      if (places.isEmpty()) throw noAddress(text.orElseThrow());
      return places.stream()
          .flatMap(
              each -> movements.page(tx, each.place(), AddressMovements.Filter.ALL, 1, 0).stream())
          .max((a, b) -> a.payment().seenAt().compareTo(b.payment().seenAt()))
          .map(MovementWire::of);
    };
  }

  Function<Tx, Object> ofOrders(OnchainPayCall call, BodyFields body) {
    return tx ->
        orders.newest(tx, call.project().id(), MAX_ORDERS).stream()
            .map(each -> AddressWire.of(each, assets.network(each.asset())))
            .map(each -> AddressWire.PayInWire.of(each, call.advancedBalanceId()))
            .toList();
  }

  Function<Tx, Object> business(OnchainPayCall call, BodyFields body) {
    return tx -> list(tx, call, Kind.BUSINESS);
  }

  Function<Tx, Object> payout(OnchainPayCall call, BodyFields body) {
    return tx -> list(tx, call, Kind.PAYOUT);
  }

  /// This server has no subscriptions, and so no addresses of them.
  Function<Tx, Object> recurrent(OnchainPayCall call, BodyFields body) {
    return _ -> List.of();
  }

  private Object list(Tx tx, OnchainPayCall call, Kind kind) {
    return deposits
        .list(
            tx, call.project().id(), kind, false, Optional.empty(), DepositAddresses.MAX_ADDRESSES)
        .stream()
        .map(each -> AddressWire.of(each, assets.network(each.asset())))
        .map(each -> AddressWire.WalletWire.of(each, call.advancedBalanceId()))
        .toList();
  }

  Command createBusiness(OnchainPayCall call, BodyFields body) {
    var alias = body.required("alias", TextFields.text(body, "alias", 255), "");
    var comment = TextFields.text(body, "comment", 1_000);
    return create(call, Kind.BUSINESS, body, Optional.of(alias), comment);
  }

  Command createPayout(OnchainPayCall call, BodyFields body) {
    var alias = TextFields.text(body, "alias", 255);
    return create(call, Kind.PAYOUT, body, alias, TextFields.text(body, "comment", 1_000));
  }

  private Command create(
      OnchainPayCall call,
      Kind kind,
      BodyFields body,
      Optional<String> alias,
      Optional<String> comment) {
    var name = RequestedAssets.Name.read(body);
    return Command.creating(
        "address",
        tx -> {
          var asset = assets.find(call.project(), name);
          var draft = new DepositAddresses.Draft(kind, asset, alias, comment);
          var made = addresses.create(tx, call.project(), Field.Invoice.ASSET, draft);
          return new Done<>(made.id(), wallet(call, AddressWire.of(made, name.network())));
        },
        (tx, id) -> {
          var made = deposits.find(tx, id).orElseThrow();
          return wallet(call, AddressWire.of(made, assets.network(made.asset())));
        });
  }

  private static AddressWire.WalletWire wallet(OnchainPayCall call, AddressWire address) {
    return AddressWire.WalletWire.of(address, call.advancedBalanceId());
  }

  private AddressWire get(Tx tx, OnchainPayCall call, UUID id) {
    return deposits
        .find(tx, call.project().id(), id)
        .map(found -> AddressWire.of(found, assets.network(found.asset())))
        .or(() -> payIn(tx, call, id))
        .orElseThrow(() -> noAddress(id.toString()));
  }

  private static Rejection.Refused noAddress(String id) {
    return new Rejection.NotFound("address", id).asException();
  }

  /// The id of an order's address is made from the order's id and the asset: tries all assets.
  private Optional<AddressWire> payIn(Tx tx, OnchainPayCall call, UUID id) {
    var invoices =
        chains.configured(call.project().mode(), call.project().organizationId()).stream()
            .map(asset -> PayInAddressId.order(id, asset.code(), assets.network(asset)))
            .distinct()
            .toList();
    return orders.of(tx, call.project().id(), invoices).stream()
        .map(each -> AddressWire.of(each, assets.network(each.asset())))
        .filter(each -> each.id().equals(id))
        .findFirst();
  }

  /// All addresses of the project with this text, whatever they are for.
  private List<AddressWire> at(Tx tx, OnchainPayCall call, String text) {
    var found = new ArrayList<AddressWire>();
    long project = call.project().id();
    for (var each : parsed(call, text)) {
      Stream.concat(
              deposits.at(tx, project, each.family, each.address).stream()
                  .map(it -> AddressWire.of(it, assets.network(it.asset()))),
              orders.at(tx, project, each.family, each.address).stream()
                  .map(it -> AddressWire.of(it, assets.network(it.asset()))))
          .forEach(found::add);
    }
    return found;
  }

  private record Parsed(String family, Address address) {}

  private Set<Parsed> parsed(OnchainPayCall call, String text) {
    var parsed = new HashSet<Parsed>();
    for (var asset : chains.configured(call.project().mode(), call.project().organizationId())) {
      var chain = chains.chainOf(asset);
      chains
          .format(chain)
          .parse(text, chain)
          .ifPresent(address -> parsed.add(new Parsed(chain.family(), address)));
    }
    return parsed;
  }
}
