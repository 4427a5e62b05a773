package coffer.api.coffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.BodyFields;
import coffer.api.ValueFormats;
import coffer.chain.AddressSamples;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.http.Failure;
import coffer.http.WireJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The body of a request: JSON, its fields, an invoice, an amount, an id. Refused by
/// [JacksonException], [Invalid] or a [Rejection].
public final class RequestFuzz {
  private static final Asset COIN = AddressSamples.asset("USDT", Optional.empty(), 6);

  private static final Principal KEY =
      new Principal(
          1,
          ApiKey.Kind.PUBLISHABLE,
          CofferApi.DIALECT,
          new Principal.Owner.OfOrganization(1, new UUID(0, 1)),
          Set.of(),
          List.of(),
          Set.of(),
          Optional.empty());

  private RequestFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    texts(new String(input, UTF_8));
    JsonNode node;
    try {
      node = WireJson.tree(CofferJson.MAPPER, input);
    } catch (JacksonException e) {
      WireJson.explain(e);
      return;
    } catch (Failure.Failed _) {
      return;
    }
    if (node == null || !node.isObject()) return;
    try {
      var body = BodyFields.of(node);
      var invoice = CofferInvoiceRequest.read(body, KEY, _ -> Optional.empty());
      body.id("id");
      body.texts("events", 20, 40);
      body.percent("percent");
      body.whole("blocks", 1, 100);
      body.number("price");
      body.flag("test");
      body.object("settlement").ifPresent(settlement -> settlement.text("asset", 20));
      body.check();
      invoice.command(List.of(COIN), Optional.empty());
    } catch (coffer.http.Failure.Failed | Rejection.Refused _) {
      // refused
    }
  }

  private static void texts(String text) {
    ValueFormats.refuse(text, 100);
    ValueFormats.id(text);
    var number = ValueFormats.decimal(text);
    if (number.isEmpty()) return;
    ValueFormats.plain(number.get());
    try {
      var amount = Amount.ofDecimal(number.get(), new Denomination("EUR"));
      if (amount.toDecimal().compareTo(number.get()) != 0) throw new AssertionError(text);
    } catch (ArithmeticException _) {
      // more decimals than the currency
    }
  }
}
