package coffer.api.coffer;

import static coffer.api.Access.anyKey;
import static coffer.api.Access.partner;
import static coffer.api.Access.secret;
import static coffer.core.merchant.Scope.INVOICES_READ;
import static coffer.core.merchant.Scope.INVOICES_WRITE;
import static coffer.core.merchant.Scope.LEDGER_READ;
import static coffer.core.merchant.Scope.PROJECT_WRITE;
import static coffer.core.merchant.Scope.SANDBOX;
import static coffer.core.merchant.Scope.WEBHOOKS_READ;
import static coffer.core.merchant.Scope.WEBHOOKS_WRITE;

import coffer.api.ApiFrontEnd;
import coffer.api.ApiHandler;
import coffer.api.ApiServices;
import coffer.api.RequestAct;
import coffer.api.RequestAuthenticator;
import coffer.api.Route;
import coffer.core.Rejection;
import coffer.core.user.PartnerUsers;
import coffer.http.Authenticator;
import coffer.http.Failure;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.stream.Stream;

/// The routes of Coffer's API.
public final class CofferApi extends ApiFrontEnd {
  /// The dialect's name, stored with its keys, invoices and destinations.
  public static final String DIALECT = "coffer";

  private static final String PREFIX = "/coffer";
  static final String ROOT = PREFIX + "/v1";

  private final CofferErrors errors;
  private final ApiHandler<CofferCall> api;
  private final ApiHandler<CofferPartnerCall> partners;
  private final ApiServices services;
  private static final String INVOICE = "the invoice itself tells when it was made";
  private static final String CUSTOMER = "data of payers, which have times of their own";
  private static final String SIMULATED = "moves simulated money only";
  private static final RequestAct<CofferCall> MARK = act("invoice.mark", "status", "reason");

  private final List<Route> routes;

  CofferApi(ApiServices services) {
    super(PREFIX, ROOT, services.publicUrl());
    this.services = services;
    this.errors = new CofferErrors(services.publicUrl());
    var authenticator =
        RequestAuthenticator.sentKey(services.authenticator(), DIALECT, Authenticator::bearer);
    var protocol = new CofferProtocol(services.db(), services.merchants());
    this.api = new ApiHandler<>(services, authenticator, protocol);
    this.partners = new ApiHandler<>(services, authenticator, new CofferPartnerProtocol());
    this.routes =
        Stream.of(
                invoices(),
                payments(),
                deposits(),
                addressBook(),
                trackedAddresses(),
                ledger(),
                prepaidBalance(),
                webhooks(),
                webhookSecret(),
                project(),
                widgets(),
                paymentLinks(),
                catalogue(),
                sandbox(),
                partners())
            .flatMap(List::stream)
            .toList();
  }

  private static RequestAct<CofferCall> act(String name, String... values) {
    return RequestAct.of(name, values);
  }

  private List<Route> invoices() {
    var invoices = new CofferInvoiceRoutes(services);
    var write = secret(INVOICES_WRITE);
    return List.of(
        api.command("/invoices", anyKey(INVOICES_WRITE), 201, invoices::create).unrecorded(INVOICE),
        api.list("/invoices", secret(INVOICES_READ), invoices::list),
        api.get("/invoices/{id}", secret(INVOICES_READ), invoices::get),
        api.command("/invoices/{id}/cancel", write, 200, invoices::cancel, MARK),
        api.command("/invoices/{id}/mark", write, 200, invoices::mark, MARK),
        api.command("/invoices/{id}/unmark", write, 200, invoices::unmark, act("invoice.unmark")),
        api.command("/invoices/{id}/quote", write, 200, invoices::quote)
            .unrecorded("a payer chooses a coin; the invoice shows it"));
  }

  private List<Route> payments() {
    var payments = new PaymentRoutes(services);
    var write = secret(INVOICES_WRITE);
    return List.of(
        api.list("/payments", secret(INVOICES_READ), payments::list),
        api.get("/payments/{id}", secret(INVOICES_READ), payments::get),
        api.command(
            "/payments/{id}/apply", write, 200, payments::apply, act("payment.apply", "invoice")),
        api.command(
            "/payments/{id}/unapply", write, 200, payments::unapply, act("payment.unapply")));
  }

  private List<Route> deposits() {
    var customers = new CustomerRoutes(services);
    var addresses = new DepositAddressRoutes(services);
    var read = secret(INVOICES_READ);
    var write = secret(INVOICES_WRITE);
    return List.of(
        api.command("/customers", write, 200, customers::save).unrecorded(CUSTOMER),
        api.list("/customers", read, customers::list),
        api.get("/customers/{id}", read, customers::get),
        api.command("/customers/{id}/addresses", write, 200, customers::address)
            .unrecorded(CUSTOMER),
        api.list("/customers/{id}/addresses", read, customers::addresses),
        api.command(
            "/addresses",
            write,
            201,
            addresses::create,
            RequestAct.making("address.create", "kind", "asset", "network", "address", "alias")),
        api.list("/addresses", read, addresses::list),
        api.get("/addresses/{id}", read, addresses::get),
        api.command(
                "/addresses/{id}",
                write,
                200,
                addresses::change,
                RequestAct.of("address.change", addresses::get))
            .by(HandlerType.PATCH));
  }

  private List<Route> addressBook() {
    var book = new AddressBookRoutes(services);
    var read = secret(INVOICES_READ);
    var write = secret(INVOICES_WRITE);
    return List.of(
        api.command(
            "/address-book",
            write,
            201,
            book::add,
            RequestAct.making("address_book.add", "alias", "address", "networks")),
        api.list("/address-book", read, book::list),
        api.get("/address-book/{id}", read, book::get),
        api.command(
                "/address-book/{id}",
                write,
                200,
                book::change,
                RequestAct.of("address_book.change", book::get))
            .by(HandlerType.PATCH),
        api.delete(
            "/address-book/{id}",
            write,
            book::remove,
            RequestAct.of("address_book.remove", book::get)));
  }

  private List<Route> trackedAddresses() {
    var tracked = new TrackedAddressRoutes(services);
    var read = secret(INVOICES_READ);
    var write = secret(INVOICES_WRITE);
    return List.of(
        api.command(
            "/tracked-addresses",
            write,
            200,
            tracked::add,
            RequestAct.making("tracked_address.add", "address", "webhook_url")),
        api.list("/tracked-addresses", read, tracked::list),
        api.get("/tracked-addresses/{id}", read, tracked::get),
        api.delete(
            "/tracked-addresses/{id}",
            write,
            tracked::remove,
            RequestAct.of("tracked_address.remove", tracked::get)),
        api.list("/tracked-addresses/{id}/transfers", read, tracked::transfers));
  }

  private List<Route> ledger() {
    var ledger = new LedgerRoutes(services);
    return List.of(
        api.get("/balances", secret(LEDGER_READ), ledger::balances),
        api.list("/ledger/entries", secret(LEDGER_READ), ledger::entries));
  }

  private List<Route> prepaidBalance() {
    var prepaid = new PrepaidBalanceRoutes(services);
    return List.of(
        api.get("/prepaid-balance", secret(LEDGER_READ), prepaid::get),
        api.list("/prepaid-balance/entries", secret(LEDGER_READ), prepaid::entries),
        api.command(
            "/prepaid-balance/addresses",
            secret(INVOICES_WRITE),
            200,
            prepaid::address,
            RequestAct.<CofferCall>of("prepaid_address.create", "asset", "network")
                .on("answer:/address")));
  }

  private List<Route> webhooks() {
    var webhooks = new WebhookRoutes(services);
    var redeliveries = new RedeliveryRoutes(services);
    var read = secret(WEBHOOKS_READ);
    var write = secret(WEBHOOKS_WRITE);
    return List.of(
        api.list("/events", secret(INVOICES_READ), webhooks::events),
        api.get("/events/{id}", secret(INVOICES_READ), webhooks::event),
        api.list("/deliveries", read, webhooks::deliveries),
        api.get("/deliveries/{id}", read, webhooks::delivery),
        api.command(
            "/deliveries/{id}/redeliver", write, 200, webhooks::redeliver, act("delivery.repeat")),
        api.get("/webhooks", read, webhooks::list),
        api.command(
            "/webhooks",
            write,
            201,
            webhooks::create,
            RequestAct.making("webhook.create", "url", "types")),
        api.command("/webhooks/{id}/test", write, 201, webhooks::test, act("webhook.test")),
        api.delete("/webhooks/{id}", write, webhooks::delete, act("webhook.remove")),
        api.command(
            "/redeliveries",
            write,
            201,
            redeliveries::create,
            RequestAct.making("delivery.repeat_many")),
        api.get("/redeliveries", read, redeliveries::list),
        api.get("/redeliveries/{id}", read, redeliveries::get));
  }

  private List<Route> webhookSecret() {
    var secrets = new WebhookSecretRoutes(services);
    return List.of(
        api.get("/webhook-secret", secret(PROJECT_WRITE), secrets::get),
        api.command(
            "/webhook-secret/rotate",
            secret(PROJECT_WRITE),
            200,
            secrets::rotate,
            RequestAct.onProject("webhook.rotate_secret", "overlap_seconds")),
        api.command(
            "/webhook-secret/end-previous",
            secret(PROJECT_WRITE),
            200,
            secrets::endPrevious,
            RequestAct.onProject("webhook.end_secret")));
  }

  private List<Route> project() {
    var project = new CofferProjectRoutes(services);
    return List.of(
        api.get("/project", secret(), project::get),
        api.command(
                "/project",
                secret(PROJECT_WRITE),
                200,
                project::change,
                RequestAct.<CofferCall>of("settings.change", project::get).on("project:"))
            .by(HandlerType.PATCH));
  }

  private List<Route> widgets() {
    var widgets = new PaymentWidgetRoutes(services);
    var write = secret(PROJECT_WRITE);
    return List.of(
        api.command(
            "/widgets",
            write,
            201,
            widgets::add,
            RequestAct.making("widget.add", "name", "amount", "currencies", "callback_url")),
        api.list("/widgets", secret(), widgets::list),
        api.get("/widgets/{id}", secret(), widgets::get),
        api.delete(
            "/widgets/{id}", write, widgets::remove, RequestAct.of("widget.remove", widgets::get)));
  }

  private List<Route> paymentLinks() {
    var links = new PaymentLinkRoutes(services);
    var read = secret(INVOICES_READ);
    var write = secret(INVOICES_WRITE);
    return List.of(
        api.command(
            "/payment-links",
            write,
            201,
            links::add,
            RequestAct.making("payment_link.create", "title", "amount", "currency")),
        api.list("/payment-links", read, links::list),
        api.get("/payment-links/{id}", read, links::get),
        api.command(
                "/payment-links/{id}",
                write,
                200,
                links::change,
                RequestAct.of("payment_link.change", links::get))
            .by(HandlerType.PATCH),
        api.list("/payment-links/{id}/invoices", read, links::invoices));
  }

  private List<Route> catalogue() {
    var catalogue = new CofferCatalogueRoutes(services);
    return List.of(
        api.get("/assets", secret(), catalogue::assets),
        api.get("/rates", secret(), catalogue::rate));
  }

  private List<Route> sandbox() {
    var sandbox = new SandboxRoutes(services);
    return List.of(
        api.command("/sandbox/pay", secret(SANDBOX), 200, sandbox::pay).unrecorded(SIMULATED),
        api.command("/sandbox/mine", secret(SANDBOX), 200, sandbox::mine).unrecorded(SIMULATED),
        api.command("/sandbox/reorg", secret(SANDBOX), 200, sandbox::reorg).unrecorded(SIMULATED),
        api.command("/sandbox/replace", secret(SANDBOX), 200, sandbox::replace)
            .unrecorded(SIMULATED),
        api.command("/sandbox/evict", secret(SANDBOX), 200, sandbox::evict).unrecorded(SIMULATED));
  }

  private List<Route> partners() {
    var core = new PartnerUsers(services.merchants(), services.testWallets(), services.clock());
    var users = new UserRoutes(services, core);
    var organizations = new OrganizationRoutes(core, new PrepaidBalanceRoutes(services));
    var keys = new OrganizationKeyRoutes(services.keys(), core);
    var ofUser = "/partner/users/{id}/organizations";
    var ofOrganization = "/partner/organizations/{id}/keys";
    return List.of(
        partners.command(
            "/partner/users",
            partner(),
            201,
            users::create,
            RequestAct.making("user.create", "email")),
        partners.list("/partner/users", partner(), users::list),
        partners.get("/partner/users/{id}", partner(), users::get),
        partners.command(
            ofUser,
            partner(),
            201,
            organizations::create,
            RequestAct.<CofferPartnerCall>making("organization.create", "name").in("answer:/id")),
        partners.list(ofUser, partner(), organizations::list),
        partners.get(
            "/partner/organizations/{id}/prepaid-balance",
            partner(),
            organizations::prepaidBalance),
        partners.command(
            ofOrganization,
            partner(),
            201,
            keys::create,
            RequestAct.<CofferPartnerCall>making("key.create", "hint", "mode", "name").in("id")),
        partners.list(ofOrganization, partner(), keys::list),
        partners.delete(
            ofOrganization + "/{key}",
            partner(),
            keys::revoke,
            RequestAct.<CofferPartnerCall>of("key.revoke").on("key").in("id")));
  }

  @Override
  protected String documentPath() {
    return ROOT + "/openapi.json";
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    errors.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    errors.write(ctx, failure);
  }
}
