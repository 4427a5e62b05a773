package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.OpenApiContract;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The document in itself.
final class OnchainPayOpenApiTest {
  private final OpenApiContract contract = OpenApiContract.of("onchainpay", "Error", "/onchainpay");

  @Test
  void everySchemaHasAnExampleThatIsWhatItSays() {
    assertThat(contract.examples()).isEqualTo(contract.document().at("/components/schemas").size());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    contract.references();
  }

  @Test
  void goldenFilesAreWhatItSays() {
    valid("CreatedOrder", "order_created");
    for (var name : List.of("order_new", "order_paid", "invoice_order", "foreign_order")) {
      valid("Order", name);
    }
    valid("Orders", "orders");
    for (var name :
        List.of("invoice_created", "invoice_init", "invoice_partial", "invoice_paid", "foreign")) {
      valid("Invoice", name);
    }
    valid("Invoices", "invoices");
    valid("OrderWebhook", "order_webhook");
    valid("InvoiceWebhook", "invoice_webhook");
  }

  private void valid(String schema, String name) {
    contract.valid(schema, OnchainPayGolden.read(name + ".json").getBytes(UTF_8));
  }

  /// Words of the document are the words of the code.
  @Test
  void itListsEveryStatus() {
    var schemas = contract.document().at("/components/schemas");
    for (var schema : List.of("CreatedOrder", "Order", "OrderWebhook")) {
      assertThat(words(schemas.path(schema).at("/properties/status/enum")))
          .containsExactlyInAnyOrderElementsOf(OrderStatus.TEXTS);
    }
    for (var schema : List.of("Invoice", "InvoiceWebhook")) {
      assertThat(words(schemas.path(schema).at("/properties/status/enum")))
          .containsExactlyInAnyOrderElementsOf(OnchainPayInvoiceStatus.TEXTS);
    }
  }

  private static List<String> words(tools.jackson.databind.JsonNode list) {
    return list.values().stream().map(tools.jackson.databind.JsonNode::stringValue).toList();
  }

  /// One POST for each method, and nothing else.
  @Test
  void everyMethodIsAPost() {
    for (var path : contract.document().path("paths").properties()) {
      assertThat(path.getValue().propertyNames()).as(path.getKey()).containsExactly("post");
    }
  }
}
