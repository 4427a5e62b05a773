package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.TrustedAddress;
import coffer.core.deposit.TrustedAddresses;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Addresses to which a user may have payouts sent.
final class TrustedAddressRoutes {
  static final Field ADDRESS = new Field.At("address");
  private static final Field CLIENT_ID = new Field.At("clientId");
  private static final UUID NONE = new UUID(0, 0);

  /// More than the published clients can page through.
  private static final int MAX_LISTED = 10_000;

  private final Customers customers;
  private final TrustedAddresses addresses;
  private final RequestedAssets assets;

  TrustedAddressRoutes(ApiServices services) {
    this.customers = services.customers();
    this.addresses = new TrustedAddresses(services.chains(), services.clock());
    this.assets = new RequestedAssets(services.chains());
  }

  record TrustedAddressWire(
      UUID id,
      String clientId,
      String currency,
      String network,
      String address,
      Optional<String> tag,
      Optional<String> alias,
      String createdAt) {}

  Command add(OnchainPayCall call, BodyFields body) {
    var clientId = body.required("clientId", body.text("clientId", Customers.MAX_CLIENT_ID), "");
    var name = RequestedAssets.Name.read(body);
    var address = body.required("address", body.text("address", 200), "");
    var alias = TextFields.text(body, "alias", 255);
    // No network of this server has tags.
    Unsupported.value(body, "tag");
    Function<Tx, Object> add =
        tx -> {
          var customer = customer(tx, call, clientId);
          var asset = assets.find(call.project(), name);
          var draft = new TrustedAddresses.Draft(CLIENT_ID, ADDRESS, asset, address, alias);
          return wire(addresses.add(tx, call.project(), customer, draft));
        };
    return Command.on("customer", add, add);
  }

  private Customer customer(Tx tx, OnchainPayCall call, String clientId) {
    return customers
        .find(tx, call.project().id(), clientId)
        .orElseThrow(() -> new Rejection.NotFound("user", clientId).asException());
  }

  Function<Tx, Object> list(OnchainPayCall call, BodyFields body) {
    var clientId = TextFields.text(body, "clientId", Customers.MAX_CLIENT_ID);
    var names = RequestedAssets.Names.read(body);
    return tx -> {
      long project = call.project().id();
      var customer = clientId.flatMap(id -> customers.find(tx, project, id));
      if (clientId.isPresent() && customer.isEmpty()) return List.of();
      return addresses
          .list(
              tx,
              project,
              customer.map(Customer::id),
              assets.ids(call.project(), names),
              MAX_LISTED)
          .stream()
          .map(this::wire)
          .toList();
    };
  }

  Command remove(OnchainPayCall call, BodyFields body) {
    var id = body.required("addressId", body.id("addressId"), NONE);
    return Command.on(
        "customer",
        tx -> {
          if (!addresses.remove(tx, call.project().id(), id)) {
            throw new Rejection.NotFound("address", id.toString()).asException();
          }
          return Optional.empty();
        },
        _ -> Optional.empty());
  }

  private TrustedAddressWire wire(TrustedAddress address) {
    return new TrustedAddressWire(
        address.publicId(),
        address.clientId(),
        address.asset().code(),
        assets.network(address.asset()),
        address.address(),
        Optional.empty(),
        address.alias(),
        time(address.createdAt()));
  }
}
