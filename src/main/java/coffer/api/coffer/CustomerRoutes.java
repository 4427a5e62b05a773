package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.TextChange;
import coffer.core.chain.Chains;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositAddressRows;
import coffer.core.deposit.DepositAddresses;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// The routes `/customers`.
final class CustomerRoutes {
  private final Customers customers;
  private final DepositAddresses addresses;
  private final DepositAddressRows rows;
  private final AcceptedOption accepted;
  private final Chains chains;
  private final Destinations destinations = new Destinations();
  private final Function<String, Optional<String>> refuseUrl;
  private final InstantSource clock;

  CustomerRoutes(ApiServices services) {
    this.customers = services.customers();
    this.addresses = services.depositAddresses();
    this.rows = new DepositAddressRows(services.chains());
    this.accepted = new AcceptedOption(services.chains());
    this.chains = services.chains();
    this.refuseUrl = services.refuseUrl();
    this.clock = services.clock();
  }

  /// Creates a customer, or changes the one with this `client_id`.
  Command save(CofferCall call, BodyFields body) {
    var clientId = body.required("client_id", body.text("client_id", Customers.MAX_CLIENT_ID), "");
    var draft =
        new Customers.Draft(clientId, change(body, "email", 320), change(body, "name", 255));
    var webhook = body.text("webhook_url", 2048);
    webhook.flatMap(refuseUrl).ifPresent(reason -> body.wrong("webhook_url", reason));
    boolean clear = body.clears("webhook_url");
    return Command.creating(
        "customer",
        tx -> {
          var customer = customers.save(tx, call.project(), draft);
          if (clear) destinations.clear(tx, customer.id(), CofferApi.DIALECT, clock.instant());
          webhook.ifPresent(url -> setWebhook(tx, call, customer, url));
          return new Done<>(customer.id(), wire(tx, customer));
        },
        (tx, _) ->
            wire(tx, customers.find(tx, call.project().id(), draft.clientId()).orElseThrow()));
  }

  /// Null removes a text.
  static TextChange change(BodyFields body, String name, int most) {
    return TextChange.of(body.text(name, most), body.clears(name));
  }

  private void setWebhook(Tx tx, CofferCall call, Customer customer, String url) {
    var own =
        new Destination.OfCustomer(
            call.project().id(),
            customer.id(),
            CofferApi.DIALECT,
            url,
            call.project().webhookSecretId(),
            Optional.empty());
    destinations.set(tx, own, clock.instant());
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var clientId = query.text("client_id", Customers.MAX_CLIENT_ID);
    var limit = CursorPage.limit(query);
    var before = CursorPage.cursor(query);
    query.check();
    long project = call.project().id();
    var found =
        clientId
            .map(id -> customers.find(tx, project, id).stream().toList())
            .orElseGet(() -> customers.list(tx, project, before, limit + 1));
    var urls = destinations.urls(tx, found.stream().map(Customer::id).toList(), CofferApi.DIALECT);
    return CursorPage.of(
        found,
        limit,
        it -> it.publicId().toString(),
        it -> CustomerWire.of(it, Optional.ofNullable(urls.get(it.id()))));
  }

  Object get(Tx tx, CofferCall call) {
    return wire(tx, customer(tx, call));
  }

  /// The customer's active address for an asset; the first call creates it.
  Command address(CofferCall call, BodyFields body) {
    var option = CofferInvoiceRequest.Option.read(body);
    boolean renew = body.flag("renew").orElse(false);
    return Command.creating(
        "address",
        tx -> {
          var address = address(tx, call, option, renew);
          return new Done<>(address.id(), wire(address));
        },
        (tx, id) -> wire(rows.find(tx, id).orElseThrow()));
  }

  private DepositAddress address(
      Tx tx, CofferCall call, CofferInvoiceRequest.Option option, boolean renew) {
    var customer = customer(tx, call);
    var active =
        accepted
            .known(call.project(), option)
            .flatMap(asset -> addresses.active(tx, customer, asset));
    if (active.isPresent() && !renew) return active.get();
    var asset = accepted.find(call.project(), option);
    return addresses.ofCustomer(tx, call.project(), customer, AcceptedOption.FIELD, asset, renew);
  }

  /// All addresses of the customer that are archived, or that are not, newest first: at most
  /// [DepositAddresses#MAX_ADDRESSES].
  Object addresses(Tx tx, CofferCall call) {
    boolean archived = call.query().flag("archived").orElse(false);
    call.query().check();
    var found =
        rows.ofCustomers(
            tx,
            call.project().id(),
            Optional.of(customer(tx, call)),
            DepositAddressRows.Filter.all(archived),
            true,
            DepositAddresses.MAX_ADDRESSES,
            0);
    return CursorPage.whole(found.stream().map(this::wire).toList());
  }

  private Customer customer(Tx tx, CofferCall call) {
    return customers.get(tx, call.project().id(), call.id("customer"));
  }

  private CustomerWire wire(Tx tx, Customer customer) {
    return CustomerWire.of(customer, destinations.url(tx, customer.id(), CofferApi.DIALECT));
  }

  private DepositAddressWire wire(DepositAddress address) {
    return DepositAddressWire.of(address, chains.chainOf(address.asset()));
  }
}
