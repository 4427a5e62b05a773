package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.http.Failure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How requests are read: a change of the file is a change of the API.
final class ItIsPayInvoiceRequestTest {
  private static final List<String> BODIES =
      List.of(
          "{'order_id':'string','fiat_amount':0.1,'fiat_currency':'EUR','crypto_amount':0.1,'currency':'string','allowed_error_percent':100,'order_name':'string','expire_min':1,'callback_url':'http://example.com'}",
          "{'order_id':'historical-order-123','fiat_amount':100,'fiat_currency':'EUR','currency':'BTC','order_name':'Historical Order','created_at':'2023-01-01T10:00:00Z'}",
          "{'order_id':'1','crypto_amount':1E-8,'currency':'BTC'}",
          "{'order_id':'1','crypto_amount':1e3,'fiat_amount':0,'fiat_currency':'','currency':'USDT_TRC20','order_name':'','callback_url':'','allowed_error_percent':0}",
          "{'order_id':'1','fiat_amount':19.99,'currency':'ETH','fiat_currency':null,'unknown':[{}]}",
          "{}",
          "{'order_id':'','currency':'','fiat_amount':-0.01,'fiat_currency':'eur','expire_min':0}",
          "{'order_id':7,'currency':null,'fiat_amount':'10','crypto_amount':0.000000001}",
          "{'order_id':'1','currency':'BTC','crypto_amount':'1'}",
          "{'order_id':'1','currency':'BTC','crypto_amount':1,'callback_url':'http://10.0.0.1/','allowed_error_percent':1.5}");

  @Test
  void everyBodyIsReadOrToldWhyNot() throws Exception {
    var lines = BODIES.stream().map(body -> body + "\n  " + read(body) + "\n");
    ItIsPayGoldenTest.same("orders.txt", lines.collect(Collectors.joining()));
  }

  @Test
  void aRefusalOfThePriceNamesTheAmountThatWasSent() {
    assertThat(sent("'fiat_amount':1").name(Field.Invoice.PRICE))
        .isEqualTo(new Field.At("fiat_amount"));
    assertThat(sent("'crypto_amount':1").name(Field.Invoice.PRICE)).isEqualTo(Field.Invoice.PRICE);
    assertThat(sent("'fiat_amount':1").name(Field.Invoice.ASSET)).isEqualTo(Field.Invoice.ASSET);
  }

  private static ItIsPayInvoiceRequest sent(String amount) {
    var body = "{'order_id':'1','currency':'BTC',%s}".formatted(amount).replace('\'', '"');
    return ItIsPayInvoiceRequest.read(
        BodyFields.of(ItIsPayJson.MAPPER.readTree(body)), ItIsPayInvoiceRequestTest::refuse);
  }

  private static String read(String body) {
    var fields = BodyFields.of(ItIsPayJson.MAPPER.readTree(body.replace('\'', '"')));
    var order = ItIsPayInvoiceRequest.read(fields, ItIsPayInvoiceRequestTest::refuse);
    try {
      fields.check();
      return order.toString();
    } catch (Failure.Failed e) {
      return ItIsPayErrors.words(e.failure()).message();
    }
  }

  private static Optional<String> refuse(String url) {
    return Optional.of("The URL must lead to a public address.").filter(_ -> url.contains("10."));
  }
}
