package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.deposit.DepositAddressRows;
import coffer.core.deposit.DepositAddresses;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import java.util.Map;
import java.util.UUID;

/// The routes `/addresses`.
final class DepositAddressRoutes {
  private static final Map<String, Kind> OWN =
      Map.of("business", Kind.BUSINESS, "payout", Kind.PAYOUT);
  private static final Map<String, Kind> KINDS =
      Map.of("customer", Kind.CUSTOMER, "business", Kind.BUSINESS, "payout", Kind.PAYOUT);

  private final DepositAddresses addresses;
  private final DepositAddressRows rows;
  private final AcceptedOption accepted;
  private final Chains chains;

  DepositAddressRoutes(ApiServices services) {
    this.addresses = services.depositAddresses();
    this.rows = new DepositAddressRows(services.chains());
    this.accepted = new AcceptedOption(services.chains());
    this.chains = services.chains();
  }

  /// Creates an address of the project itself.
  Command create(CofferCall call, BodyFields body) {
    var kind = body.required("kind", body.choice("kind", OWN), Kind.BUSINESS);
    var option = CofferInvoiceRequest.Option.read(body);
    var alias = body.text("alias", 255);
    var comment = body.text("comment", 1_000);
    return Command.creating(
        "address",
        tx -> {
          var asset = accepted.find(call.project(), option);
          var draft = new DepositAddresses.Draft(kind, asset, alias, comment);
          var made = addresses.create(tx, call.project(), AcceptedOption.FIELD, draft);
          return new Done<>(made.id(), wire(made));
        },
        (tx, id) -> wire(rows.find(tx, id).orElseThrow()));
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var kind = query.choice("kind", KINDS);
    if (kind.isEmpty() && !query.failed("kind")) query.wrong("kind", new FieldProblem.Missing());
    boolean archived = query.flag("archived").orElse(false);
    var limit = CursorPage.limit(query);
    var cursor = CursorPage.cursor(query);
    query.check();
    long project = call.project().id();
    var before = cursor.map(id -> place(tx, project, id));
    var found = rows.list(tx, project, kind.orElseThrow(), archived, before, limit + 1);
    return CursorPage.of(found, limit, it -> it.publicId().toString(), this::wire);
  }

  private long place(Tx tx, long project, UUID id) {
    return rows.find(tx, project, id)
        .map(DepositAddress::id)
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
                    .asException());
  }

  Object get(Tx tx, CofferCall call) {
    return wire(find(tx, call));
  }

  /// Changes the merchant's own words about an address, or archives it.
  Command change(CofferCall call, BodyFields body) {
    var change =
        new DepositAddresses.Change(
            CustomerRoutes.change(body, "alias", 255),
            CustomerRoutes.change(body, "comment", 1_000),
            body.flag("archived"));
    return Command.on(
        "address",
        tx -> {
          addresses.change(tx, call.project().id(), call.id("address"), change);
          return get(tx, call);
        },
        tx -> get(tx, call));
  }

  private DepositAddress find(Tx tx, CofferCall call) {
    var id = call.id("address");
    return rows.find(tx, call.project().id(), id).orElseThrow(() -> notFound(id));
  }

  private static Rejection.Refused notFound(UUID id) {
    return new Rejection.NotFound("address", id.toString()).asException();
  }

  private DepositAddressWire wire(DepositAddress address) {
    return DepositAddressWire.of(address, chains.chainOf(address.asset()));
  }
}
