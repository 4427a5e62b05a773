package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;

import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.api.ValueFormats;
import coffer.core.listing.MovementHistory;
import coffer.core.listing.MovementHistory.Filter;
import coffer.core.listing.MovementHistory.Moved;
import coffer.core.listing.MovementHistory.Type;
import coffer.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// What moved on the addresses of the project.
final class HistoryRoutes {
  private static final int MAX_NAMES = 100;
  private static final Map<String, Boolean> ORDERS = Map.of("ASC", false, "DESC", true);
  private static final Map<String, Set<Type>> TYPES =
      Map.of(
          "order_transaction", Set.of(Type.INVOICE),
          "deposit_personal", Set.of(Type.CUSTOMER),
          "deposit_wallet", Set.of(Type.BUSINESS),
          "deposit_payout_balance", Set.of(Type.PAYOUT),
          "deposit", Set.of(Type.ORPHAN, Type.CUSTODY, Type.PREPAID),
          "withdrawal", Set.of(Type.OUTFLOW));

  private final MovementHistory history;
  private final RequestedAssets assets;

  HistoryRoutes(ApiServices services) {
    this.history = new MovementHistory(services.chains(), services.clock());
    this.assets = new RequestedAssets(services.chains());
  }

  record PageWire(long total, List<LineWire> transactions) {}

  /// @param basisId the order, the deposit address, or else the movement itself
  /// @param amountUSD null: this server keeps no value in USD
  record LineWire(
      UUID id,
      String basis,
      UUID basisId,
      String type,
      String status,
      String currency,
      String network,
      String amount,
      Optional<String> amountUSD,
      Optional<String> addressFrom,
      Optional<String> addressTo,
      String tx,
      String createdAt) {}

  Function<Tx, Object> list(OnchainPayCall call, BodyFields body) {
    var types = names(body, "type");
    var names = new RequestedAssets.Names(upper(names(body, "currency")), names(body, "network"));
    var date = body.object("date");
    var from = date.flatMap(range -> time(range, "from"));
    var to = date.flatMap(range -> time(range, "to"));
    boolean newestFirst = body.choice("sortDate", ORDERS).orElse(true);
    var page = OffsetPage.of(body, 100);
    return tx -> {
      var wanted = types(types);
      // No type that was asked for exists on this server.
      if (types.isPresent() && wanted.isEmpty()) return new PageWire(0, List.of());
      var filter = new Filter(wanted, assets.ids(call.project(), names), from, to);
      long project = call.project().id();
      var found = history.page(tx, project, filter, newestFirst, page.limit(), page.offset());
      return new PageWire(
          history.count(tx, project, filter), found.stream().map(HistoryRoutes::wire).toList());
    };
  }

  private static Set<Type> types(Optional<List<String>> names) {
    var types = new HashSet<Type>();
    for (var name : names.orElse(List.of())) types.addAll(TYPES.getOrDefault(name, Set.of()));
    return Set.copyOf(types);
  }

  /// One name, or a list of names; empty = all.
  private static Optional<List<String>> names(BodyFields body, String field) {
    boolean one = body.node(field).filter(JsonNode::isString).isPresent();
    var names =
        one ? TextFields.text(body, field, 50).map(List::of) : body.texts(field, MAX_NAMES, 50);
    return names
        .filter(all -> !all.isEmpty())
        .map(all -> all.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }

  private static Optional<List<String>> upper(Optional<List<String>> names) {
    return names.map(all -> all.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
  }

  private static Optional<Instant> time(BodyFields range, String field) {
    var text = TextFields.text(range, field, 50);
    if (text.isEmpty()) return Optional.empty();
    var time = ValueFormats.time(text.get());
    if (time.isEmpty()) range.wrong(field, ValueFormats.NO_TIME);
    return time;
  }

  private static LineWire wire(Moved moved) {
    var payment = moved.paid().payment();
    var here = Optional.of(payment.address());
    boolean out = moved.type() == Type.OUTFLOW;
    return new LineWire(
        payment.id(),
        basis(moved.type()),
        basisId(moved),
        type(moved.type()),
        OrderTransactionWire.status(payment),
        payment.asset().code(),
        payment.asset().network(),
        decimal(payment.amount()),
        Optional.empty(),
        out ? here : payment.sender(),
        out ? Optional.empty() : here,
        payment.txid(),
        OnchainPayJson.time(payment.seenAt()));
  }

  private static UUID basisId(Moved moved) {
    var ids = new ArrayList<UUID>();
    moved.paid().invoice().ifPresent(ids::add);
    moved.paid().deposit().ifPresent(deposit -> ids.add(deposit.address()));
    ids.add(moved.paid().payment().id());
    return ids.getFirst();
  }

  private static String basis(Type type) {
    return switch (type) {
      case INVOICE -> "order";
      case ORPHAN, CUSTOMER, BUSINESS, PAYOUT, PREPAID -> "deposit";
      case CUSTODY -> "transfer";
      case OUTFLOW -> "withdrawal";
    };
  }

  private static String type(Type type) {
    return switch (type) {
      case INVOICE -> "order_transaction";
      case CUSTOMER -> "deposit_personal";
      case BUSINESS -> "deposit_wallet";
      case PAYOUT -> "deposit_payout_balance";
      case ORPHAN, CUSTODY, PREPAID -> "deposit";
      case OUTFLOW -> "withdrawal";
    };
  }
}
