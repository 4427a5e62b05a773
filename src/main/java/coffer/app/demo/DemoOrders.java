package coffer.app.demo;

import coffer.web.demo.Good;
import coffer.web.demo.PlacedOrder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The orders of the demo's shop, in memory: the newest 1,000.
final class DemoOrders {
  private static final int MOST = 1000;

  private final DemoClient client;
  private final DemoReceiver receiver;
  private final Map<String, Placed> orders =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Placed> eldest) {
              return size() > MOST;
            }
          });

  DemoOrders(DemoClient client, DemoReceiver receiver) {
    this.client = client;
    this.receiver = receiver;
  }

  /// What a visitor buys.
  static final class Basket {
    private final List<String> goods = new ArrayList<>();
    private BigDecimal total = BigDecimal.ZERO;

    /// @param pieces 0 = nothing
    void add(Good good, String name, int pieces) {
      if (pieces == 0) return;
      goods.add(pieces + " × " + name);
      total = total.add(good.price().multiply(BigDecimal.valueOf(pieces)));
    }

    boolean isEmpty() {
      return goods.isEmpty();
    }

    private String text() {
      return String.join(", ", goods);
    }
  }

  /// @param invoice its id
  /// @param checkout path of the payment page
  record Placed(String goods, String total, String invoice, String checkout) {}

  /// Creates an invoice for a basket.
  ///
  /// @param query of the page to which the payer returns
  Placed place(Basket basket, String query) throws IOException, InterruptedException {
    var id = UUID.randomUUID().toString().substring(0, 8);
    var total = basket.total.toPlainString();
    var back = client.url() + "/demo/orders/" + id + "?" + query;
    Map<String, Object> body =
        Map.of(
            "amount", total,
            "currency", "EUR",
            "order_id", id,
            "description", basket.text(),
            "return_url", back);
    var invoice = client.post("/coffer/v1/invoices", body).path("id").asString();
    var placed = new Placed(basket.text(), total, invoice, "/pay/" + invoice);
    orders.put(id, placed);
    return placed;
  }

  /// The order with what the shop knows about it now.
  Optional<PlacedOrder> find(String id) throws IOException, InterruptedException {
    var placed = orders.get(id);
    if (placed == null) return Optional.empty();
    var invoice = client.get("/coffer/v1/invoices/" + placed.invoice);
    var payments = new HashSet<String>();
    invoice.path("payments").forEach(payment -> payments.add(text(payment, "id")));
    return Optional.of(
        new PlacedOrder(
            id,
            placed.goods,
            placed.total,
            text(invoice, "status"),
            placed.checkout,
            receiver.about(placed.invoice).stream().map(DemoOrders::webhook).toList(),
            payments.isEmpty() ? List.of() : entries(payments)));
  }

  private static PlacedOrder.Webhook webhook(DemoReceiver.Received received) {
    var body =
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(received.body());
    var id = received.id().toString();
    return new PlacedOrder.Webhook(received.type(), id, received.verified(), body);
  }

  /// Among the newest 100 entries of the ledger, those of the payments.
  private List<PlacedOrder.Entry> entries(Set<String> payments)
      throws IOException, InterruptedException {
    var found = new ArrayList<PlacedOrder.Entry>();
    for (var entry : client.get("/coffer/v1/ledger/entries?limit=100").path("data")) {
      if (payments.contains(text(entry.path("basis"), "id"))) found.addFirst(entry(entry));
    }
    return found;
  }

  private static PlacedOrder.Entry entry(JsonNode entry) {
    var postings = new ArrayList<PlacedOrder.Posting>();
    for (var posting : entry.path("postings")) {
      var address = Optional.of(text(posting, "address")).filter(it -> !it.isEmpty());
      postings.add(
          new PlacedOrder.Posting(
              text(posting, "account"), text(posting, "amount"), text(posting, "asset"), address));
    }
    return new PlacedOrder.Entry(text(entry, "kind"), postings);
  }

  private static String text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isString() ? value.asString() : "";
  }
}
