package coffer.api.onchainpay;

import static coffer.api.Access.secret;
import static coffer.core.merchant.Scope.INVOICES_READ;
import static coffer.core.merchant.Scope.INVOICES_WRITE;
import static coffer.core.merchant.Scope.WEBHOOKS_READ;

import coffer.api.Access;
import coffer.api.ApiFrontEnd;
import coffer.api.ApiHandler;
import coffer.api.ApiHandler.Response;
import coffer.api.ApiServices;
import coffer.api.RequestAct;
import coffer.api.RequestAuthenticator;
import coffer.api.Route;
import coffer.core.Rejection;
import coffer.core.user.PartnerUsers;
import coffer.db.Tx;
import coffer.http.Failure;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The routes of OnchainPay.
public final class OnchainPayApi extends ApiFrontEnd {
  /// The dialect's name, stored with its keys, invoices and destinations.
  public static final String DIALECT = "onchainpay";

  static final String PREFIX = "/onchainpay";
  static final String GATEWAY = "/api-gateway";
  static final String PARTNER = "/partner/api";

  /// The methods that this server does not offer yet. They answer so, and are not missing.
  private static final List<String> NOT_ENABLED =
      List.of(
          "/withdrawal-fee-token",
          "/fee-token",
          "/make-withdrawal",
          "/make-withdrawal-async",
          "/get-withdrawal",
          "/auto-swaps/create",
          "/auto-swaps/get",
          "/auto-withdrawals/create",
          "/auto-withdrawals/get",
          "/auto-withdrawals/approve",
          "/bridge/limit",
          "/bridge/fee-token",
          "/bridge/create",
          "/bridge/get",
          "/swaps/limit",
          "/swaps/fee-token",
          "/swaps/create",
          "/swaps/get",
          "/recurrents/create-subscriber-billing-link",
          "/recurrents/get-billing-link",
          "/recurrents/get-billing-links-by-subscriber",
          "/recurrents/disable-subscriber-billing-link",
          "/recurrents/create-subscription",
          "/recurrents/get-subscription",
          "/recurrents/cancel-subscription",
          "/recurrents/make-payment",
          "/kyt/check-transfer",
          "/kyt/check-withdrawal-address",
          "/kyt/withdrawal-address-screening",
          "/orphan-deposits/withdrawal-token",
          "/orphan-deposits/withdrawal");

  private static final List<String> PARTNER_NOT_ENABLED =
      List.of(
          "/top-up-advanced-balance",
          "/get-default-tariffs",
          "/set-organization-tariff",
          "/get-organization-tariffs");

  private static final String INVOICE = "the invoice itself tells when it was made";
  private static final String USER = "data of payers, which have times of their own";
  private static final RequestAct<OnchainPayCall> ADDRESS =
      RequestAct.making("address.create", "currency", "network", "address", "alias");

  private static final RequestAct<PartnerCall> ORGANIZATION =
      RequestAct.<PartnerCall>of("organization.create", "name").on("answer:").in("answer:");
  private static final RequestAct<PartnerCall> PAIR =
      RequestAct.<PartnerCall>making("key.create", "public", "alias").in("organizationId");
  private static final RequestAct<PartnerCall> END_OF_PAIR =
      RequestAct.<PartnerCall>of("key.revoke").on("keyId").in("organizationId");
  private static final RequestAct<PartnerCall> PERSON = RequestAct.making("user.create", "email");

  private final ApiHandler<OnchainPayCall> api;
  private final ApiHandler<PartnerCall> partners;
  private final List<Route> routes;

  OnchainPayApi(ApiServices services) {
    super(PREFIX, PREFIX, services.publicUrl());
    var authenticator =
        RequestAuthenticator.signedBody(
            services.authenticator(),
            DIALECT,
            OnchainPayProtocol.KEY,
            OnchainPayProtocol.SIGNATURE);
    this.api = new ApiHandler<>(services, authenticator, new OnchainPayProtocol(services.clock()));
    this.partners =
        new ApiHandler<>(services, authenticator, new PartnerProtocol(services.clock()));
    this.routes =
        Stream.of(
                offered(services).flatMap(OnchainPayApi::spellings),
                NOT_ENABLED.stream()
                    .map(path -> api.query(path, secret(), (call, _) -> notEnabled(call.ctx())))
                    .flatMap(OnchainPayApi::spellings),
                partners(services).map(route -> at(PARTNER, route)))
            .flatMap(all -> all)
            .toList();
  }

  private Stream<Route> offered(ApiServices services) {
    var links = new PaymentLinks(services.publicUrl());
    return Stream.of(
            base(services, links),
            addresses(services),
            addressBook(services),
            users(services),
            payments(services, links))
        .flatMap(all -> all);
  }

  private Stream<Route> base(ApiServices services, PaymentLinks links) {
    var signature = new SignatureCheck(services.keys());
    var currencies = new CurrencyRoutes(services);
    var balances = new AdvancedBalanceRoutes(services);
    var transactions = new TransactionRoutes(services, links);
    var history = new HistoryRoutes(services);
    return Stream.of(
        Route.of(HandlerType.POST, "/test-signature", Access.open(), signature::handle)
            .unrecorded("changes nothing"),
        api.query("/available-currencies", secret(), currencies::available),
        api.query("/price-rate", secret(), currencies::rate),
        api.query("/find-tx", secret(INVOICES_READ), transactions::find),
        api.query("/utils/validate-address", secret(), currencies::validate),
        api.query("/get-transaction-history", secret(INVOICES_READ), history::list),
        api.query("/advanced-balances", secret(), balances::list),
        api.query("/advanced-balance", secret(), balances::get),
        api.command(
            "/advanced-balance-deposit-address",
            secret(INVOICES_WRITE),
            200,
            balances::address,
            RequestAct.<OnchainPayCall>of("prepaid_address.create", "currency", "network")
                .on("answer:/address")),
        api.query("/orphan-deposits/get-deposit", secret(INVOICES_READ), transactions::orphan),
        api.query("/orphan-deposits/get-deposits", secret(INVOICES_READ), transactions::orphans));
  }

  private Stream<Route> addresses(ApiServices services) {
    var addresses = new AddressRoutes(services);
    var tracked = new TrackedAddressMethod(services);
    var read = secret(INVOICES_READ);
    var write = secret(INVOICES_WRITE);
    return Stream.of(
        api.query("/addresses/find-by-id", read, addresses::findById),
        api.command(
            "/track-addresses/add-address",
            write,
            200,
            tracked::add,
            RequestAct.making("tracked_address.add", "address", "webhookUrl")),
        api.query("/addresses/find-by-address", read, addresses::findByAddress),
        api.command(
            "/addresses/set-meta", write, 200, addresses::setMeta, RequestAct.of("address.change")),
        api.query("/addresses/transactions", read, addresses::transactions),
        api.query("/addresses/last-transaction", read, addresses::lastTransaction),
        api.query("/account-addresses", read, addresses::ofOrders),
        api.query("/business-addresses", read, addresses::business),
        api.query("/recurrent-addresses", read, addresses::recurrent),
        api.query("/payout-balances", read, addresses::payout),
        api.command("/business-address", write, 200, addresses::createBusiness, ADDRESS),
        api.command("/create-payout-address", write, 200, addresses::createPayout, ADDRESS),
        api.command("/payout-address", write, 200, addresses::createPayout, ADDRESS));
  }

  private static RequestAct<OnchainPayCall> entry(String name, String... values) {
    return RequestAct.<OnchainPayCall>of(name, values).on("addressId");
  }

  private Stream<Route> addressBook(ApiServices services) {
    var book = new OnchainPayAddressBook(services);
    var read = secret(INVOICES_READ);
    var write = secret(INVOICES_WRITE);
    return Stream.of(
            api.command(
                "/add",
                write,
                200,
                book::add,
                RequestAct.making("address_book.add", "alias", "address", "networks")),
            api.command("/remove", write, 200, book::remove, entry("address_book.remove")),
            api.command(
                "/update",
                write,
                200,
                book::change,
                entry("address_book.change", "alias", "comment")),
            api.query("/get", read, book::list))
        .map(route -> at("/address-book", route));
  }

  private Stream<Route> users(ApiServices services) {
    var users = new PersonalAddressRoutes(services);
    var trusted = new TrustedAddressRoutes(services);
    var read = secret(INVOICES_READ);
    var write = secret(INVOICES_WRITE);
    return Stream.of(
            api.command("/create-user", write, 200, users::save).unrecorded(USER),
            api.command("/get-user-address", write, 200, users::address).unrecorded(USER),
            api.query("/get-user-addresses", read, users::addresses),
            api.query("/get-user", read, users::get),
            api.command(
                "/add-trusted-address",
                write,
                200,
                trusted::add,
                RequestAct.making(
                    "trusted_address.add", "clientId", "currency", "network", "address", "alias")),
            api.query("/get-trusted-addresses", read, trusted::list),
            api.command(
                "/del-trusted-address",
                write,
                200,
                trusted::remove,
                entry("trusted_address.remove")))
        .map(route -> at("/personal-addresses", route));
  }

  private Stream<Route> payments(ApiServices services, PaymentLinks links) {
    var orders = new OrderRoutes(services, links);
    var invoices = new OnchainPayInvoiceRoutes(services, links);
    var webhooks = new SentWebhooks(services, new OnchainPayWebhook(links));
    return Stream.of(
        api.command("/make-order", secret(INVOICES_WRITE), 200, orders::create).unrecorded(INVOICE),
        api.query("/order", secret(INVOICES_READ), orders::get),
        api.query("/orders", secret(INVOICES_READ), orders::list),
        api.command("/make-invoice", secret(INVOICES_WRITE), 200, invoices::create)
            .unrecorded(INVOICE),
        api.query("/get-invoice", secret(INVOICES_READ), invoices::get),
        api.query("/get-invoices", secret(INVOICES_READ), invoices::list),
        api.query("/webhooks/get", secret(WEBHOOKS_READ), webhooks::get),
        api.query("/webhooks/get-verbose", secret(WEBHOOKS_READ), webhooks::verbose));
  }

  private static Route at(String prefix, Route route) {
    return route.at(prefix + route.path());
  }

  /// Some published clients write an underscore where others write a hyphen in the first part of a
  /// path.
  private static Stream<Route> spellings(Route route) {
    var path = route.path();
    int end = path.indexOf('/', 1);
    if (end < 0 || path.indexOf('-') > end) return Stream.of(at(GATEWAY, route));
    var other = path.substring(0, end).replace('-', '_') + path.substring(end);
    return Stream.of(path, other).distinct().map(each -> route.at(GATEWAY + each));
  }

  private Stream<Route> partners(ApiServices services) {
    var core = new PartnerUsers(services.merchants(), services.testWallets(), services.clock());
    var users = new PartnerUserRoutes(services, core);
    var organizations = new PartnerOrganizationRoutes(services, core);
    var keys = new PartnerKeyRoutes(services, core);
    var access = Access.partner();
    var offered =
        Stream.of(
            partners.command("/create-user", access, 200, users::create, PERSON),
            partners.query("/get-user", access, users::get),
            partners.query("/get-users", access, users::list),
            partners.command(
                "/create-user-organization", access, 200, organizations::create, ORGANIZATION),
            partners.query("/get-user-organizations", access, organizations::list),
            partners.query("/get-organization-advanced-balances", access, organizations::balances),
            partners.command("/create-api-keys", access, 200, keys::create, PAIR),
            partners.query("/get-api-keys", access, keys::list),
            partners.command("/delete-api-keys", access, 200, keys::delete, END_OF_PAIR));
    var rest =
        PARTNER_NOT_ENABLED.stream()
            .map(path -> partners.query(path, access, (call, _) -> notEnabled(call.ctx())));
    return Stream.concat(offered, rest);
  }

  private static Function<Tx, Object> notEnabled(Context ctx) {
    var code = OnchainPayErrorCode.METHOD_NOT_ENABLED;
    var message = "This server does not offer this method.";
    return _ -> new Response(code.status(), OnchainPayErrors.wire(ctx, code, message));
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    OnchainPayErrors.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    OnchainPayErrors.write(ctx, failure);
  }
}
