package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;
import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositAddressRows;
import coffer.core.deposit.DepositAddresses;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.merchant.Principal;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Users of the merchant, and the addresses on which each of them pays.
final class PersonalAddressRoutes {
  private static final Field CREATE_ADDRESSES = new Field.At("createAddresses");
  private static final UUID NONE = new UUID(0, 0);
  private static final int MAX_LIMIT = 1_000;
  private static final String SORT =
      "Must be [[\"createdAt\", \"ASC\"]] or [[\"createdAt\", \"DESC\"]].";

  private final Customers customers;
  private final DepositAddresses addresses;
  private final DepositAddressRows rows;
  private final RequestedAssets assets;
  private final Destinations destinations = new Destinations();
  private final Function<String, Optional<String>> refuseUrl;
  private final InstantSource clock;

  PersonalAddressRoutes(ApiServices services) {
    this.customers = services.customers();
    this.addresses = services.depositAddresses();
    this.rows = new DepositAddressRows(services.chains());
    this.assets = new RequestedAssets(services.chains());
    this.refuseUrl = services.refuseUrl();
    this.clock = services.clock();
  }

  /// @param addresses absent if the request did not ask for them
  record UserWire(
      UUID id,
      String clientId,
      Optional<String> clientEmail,
      Optional<String> clientName,
      Optional<String> depositWebhookUrl,
      String createdAt,
      String updatedAt,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<UserAddressWire>> addresses) {}

  /// @param isActive false = the user has a newer address for this coin; this one still receives
  record UserAddressWire(
      UUID id,
      UUID userId,
      String currency,
      String network,
      String address,
      Optional<String> tag,
      String balance,
      @JsonProperty("isActive") boolean isActive) {}

  /// The fields of `create-user`.
  ///
  /// @param clearWebhook whether the request removes the URL
  private record UserRequest(
      Customers.Draft draft,
      Optional<String> webhook,
      boolean clearWebhook,
      boolean createAddresses,
      boolean shared) {}

  Command save(OnchainPayCall call, BodyFields body) {
    var request = read(body);
    return Command.creating(
        "customer",
        tx -> {
          var customer = customers.save(tx, call.project(), request.draft);
          setWebhook(tx, call, customer, request);
          if (request.createAddresses) {
            var all = assets.all(call.project());
            addresses.createAll(
                tx, call.project(), customer, CREATE_ADDRESSES, all, request.shared);
          }
          return new Done<>(customer.id(), user(tx, customer, request.createAddresses));
        },
        (tx, _) ->
            user(
                tx,
                customers.find(tx, call.project().id(), request.draft.clientId()).orElseThrow(),
                request.createAddresses));
  }

  private UserRequest read(BodyFields body) {
    Unsupported.flag(body, "checkRisks");
    var clientId = body.required("clientId", body.text("clientId", Customers.MAX_CLIENT_ID), "");
    var draft =
        new Customers.Draft(
            clientId,
            TextFields.change(body, "clientEmail", 320),
            TextFields.change(body, "clientName", 255));
    var webhook = TextFields.webhook(body, "depositWebhookUrl", refuseUrl);
    boolean clear = webhook.isEmpty() && body.node("depositWebhookUrl").isPresent();
    boolean all = body.flag("createAddresses").orElse(false);
    boolean shared = body.flag("groupByBlockchain").orElse(false);
    if (shared && !all) body.wrong("groupByBlockchain", "Needs createAddresses.");
    return new UserRequest(draft, webhook, clear, all, shared);
  }

  private void setWebhook(Tx tx, OnchainPayCall call, Customer customer, UserRequest request) {
    if (request.clearWebhook) {
      destinations.clear(tx, customer.id(), OnchainPayApi.DIALECT, clock.instant());
    }
    if (request.webhook.isEmpty()) return;
    var pair = call.principal().pair();
    var own =
        new Destination.OfCustomer(
            call.project().id(),
            customer.id(),
            OnchainPayApi.DIALECT,
            request.webhook.get(),
            pair.map(Principal.Pair::secretId).orElse(call.project().webhookSecretId()),
            pair.map(Principal.Pair::publicKey));
    destinations.set(tx, own, clock.instant());
  }

  Function<Tx, Object> get(OnchainPayCall call, BodyFields body) {
    var id = body.id("id");
    var clientId = TextFields.text(body, "clientId", Customers.MAX_CLIENT_ID);
    if (id.isEmpty() && clientId.isEmpty() && !body.failed("id") && !body.failed("clientId")) {
      body.wrong("id", "Send id or clientId.");
    }
    return tx -> user(tx, customer(tx, call, id, clientId), true);
  }

  /// The user that both name, if a request names both.
  private Customer customer(
      Tx tx, OnchainPayCall call, Optional<UUID> id, Optional<String> clientId) {
    long project = call.project().id();
    if (id.isEmpty()) {
      return customers
          .find(tx, project, clientId.orElseThrow())
          .orElseThrow(() -> noUser(clientId.orElseThrow()));
    }
    return customers
        .find(tx, project, id.get())
        .filter(customer -> clientId.map(customer.clientId()::equals).orElse(true))
        .orElseThrow(() -> noUser(id.get().toString()));
  }

  private static Rejection.Refused noUser(String id) {
    return new Rejection.NotFound("user", id).asException();
  }

  Command address(OnchainPayCall call, BodyFields body) {
    var id = body.required("id", body.id("id"), NONE);
    var name = RequestedAssets.Name.read(body);
    boolean renew = body.flag("renewAddress").orElse(false);
    return Command.creating(
        "address",
        tx -> {
          var address = address(tx, call, id, name, renew);
          return new Done<>(address.id(), wire(address));
        },
        (tx, row) -> wire(rows.find(tx, row).orElseThrow()));
  }

  private DepositAddress address(
      Tx tx, OnchainPayCall call, UUID id, RequestedAssets.Name name, boolean renew) {
    var customer = customer(tx, call, Optional.of(id), Optional.empty());
    var active =
        assets.known(call.project(), name).flatMap(asset -> addresses.active(tx, customer, asset));
    if (active.isPresent() && !renew) return active.get();
    var asset = assets.find(call.project(), name);
    return addresses.ofCustomer(tx, call.project(), customer, Field.Invoice.ASSET, asset, renew);
  }

  Function<Tx, Object> addresses(OnchainPayCall call, BodyFields body) {
    var id = body.id("id");
    var clientId = TextFields.text(body, "clientId", Customers.MAX_CLIENT_ID);
    var names = RequestedAssets.Names.read(body);
    var active = body.flag("isActive");
    var balance = body.object("balance");
    var least = balance.flatMap(range -> amount(range, "from"));
    var most = balance.flatMap(range -> amount(range, "to"));
    boolean newestFirst = newestFirst(body);
    long limit = body.whole("limit", 1, MAX_LIMIT).orElse(100L);
    long offset = body.whole("offset", 0, Integer.MAX_VALUE).orElse(0L);
    return tx -> {
      boolean all = id.isEmpty() && clientId.isEmpty();
      var customer =
          all ? Optional.<Customer>empty() : Optional.of(customer(tx, call, id, clientId));
      var filter =
          new DepositAddressRows.Filter(
              false, active, assets.ids(call.project(), names), least, most);
      return rows
          .ofCustomers(tx, call.project().id(), customer, filter, newestFirst, limit, offset)
          .stream()
          .map(this::wire)
          .toList();
    };
  }

  private static Optional<BigDecimal> amount(BodyFields range, String name) {
    if (TextFields.isEmpty(range, name)) return Optional.empty();
    var amount = range.amount(name).flatMap(it -> it.at(18));
    if (amount.isEmpty() && range.has(name) && !range.failed(name)) {
      range.wrong(name, new FieldProblem.TooPrecise(18));
    }
    return amount;
  }

  private static boolean newestFirst(BodyFields body) {
    var sort = body.node("sort").filter(node -> !(node.isArray() && node.isEmpty()));
    if (sort.isEmpty()) return false;
    var pair = sort.get().path(0);
    boolean known =
        sort.get().isArray()
            && sort.get().size() == 1
            && pair.path(0).asString("").equals("createdAt")
            && List.of("ASC", "DESC").contains(pair.path(1).asString(""));
    if (!known) body.wrong("sort", SORT);
    return known && pair.path(1).asString().equals("DESC");
  }

  private UserWire user(Tx tx, Customer customer, boolean withAddresses) {
    var all =
        withAddresses
            ? Optional.of(
                rows
                    .ofCustomers(
                        tx,
                        customer.projectId(),
                        Optional.of(customer),
                        DepositAddressRows.Filter.all(false),
                        false,
                        DepositAddresses.MAX_ADDRESSES,
                        0)
                    .stream()
                    .map(this::wire)
                    .toList())
            : Optional.<List<UserAddressWire>>empty();
    return new UserWire(
        customer.publicId(),
        customer.clientId(),
        customer.email(),
        customer.name(),
        destinations.url(tx, customer.id(), OnchainPayApi.DIALECT),
        time(customer.createdAt()),
        time(customer.updatedAt()),
        all);
  }

  private UserAddressWire wire(DepositAddress address) {
    return new UserAddressWire(
        address.publicId(),
        address.customer().orElseThrow(),
        address.asset().code(),
        assets.network(address.asset()),
        address.address(),
        Optional.empty(),
        decimal(address.balance()),
        address.active());
  }
}
