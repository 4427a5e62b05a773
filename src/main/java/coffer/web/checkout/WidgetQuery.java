package coffer.web.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.WebUrl;
import coffer.core.deposit.Customers;
import coffer.core.money.Denomination;
import coffer.core.widget.PaymentWidget;
import coffer.core.widget.WidgetAddresses;
import coffer.core.widget.WidgetOffer;
import coffer.core.widget.WidgetOffer.Coin;
import coffer.web.Language;
import coffer.web.checkout.PageRequest.Theme;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a link to a payment widget says. A payer can change all of it.
///
/// @param person whose deposit address the link asks for; empty = it is about an invoice
/// @param asked a language that the link or the payer chose
/// @param language of the page
/// @param sent the parameters as they came, for links to the same page
public record WidgetQuery(
    UUID widget,
    Optional<Language> asked,
    Language language,
    Optional<Theme> theme,
    Optional<WidgetAddresses.Person> person,
    WidgetOffer.Wanted wanted,
    Optional<String> orderId,
    Optional<String> description,
    Optional<String> payerEmail,
    Optional<String> returnUrl,
    Map<String, String> sent) {
  private static final String AMOUNT = "payinCryptoInvoiceAmount";
  private static final String CURRENCIES = "payinCryptoInvoiceCurrencies";
  private static final String ORDER_ID = "payinCryptoInvoiceId";
  private static final String DESCRIPTION = "payinCryptoInvoiceDesc";
  private static final String COINS = "payinCryptoCurrenciesTo";
  private static final String EMAIL = "payerEmail";
  private static final String RETURN_URL = "returnUrl";
  private static final String CLIENT_ID = "payinCryptoPersonalClientId";
  private static final String CLIENT_EMAIL = "payinCryptoPersonalClientEmail";
  private static final List<String> ALL =
      List.of(
          AMOUNT,
          CURRENCIES,
          ORDER_ID,
          DESCRIPTION,
          COINS,
          EMAIL,
          RETURN_URL,
          CLIENT_ID,
          CLIENT_EMAIL);

  private static final int MAX_ITEMS = 50;
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}([.,][0-9]{1,8})?");
  private static final Pattern COIN = Pattern.compile("[A-Z0-9.]{1,20}(_[A-Z0-9-]{1,40})?");

  /// @param allowed whether a payer may be sent to an origin
  /// @throws Rejection.Refused InvalidField with the name of the parameter
  static WidgetQuery read(Context ctx, PaymentWidget widget, Predicate<String> allowed) {
    var asked = PageResponses.asked(ctx);
    var sent = new LinkedHashMap<String, String>();
    for (var name : ALL) text(ctx, name).ifPresent(value -> sent.put(name, value));
    return new WidgetQuery(
        widget.publicId(),
        asked,
        asked.orElseGet(() -> PageResponses.accepted(ctx)),
        Theme.of(ctx),
        person(sent, widget),
        new WidgetOffer.Wanted(currencies(sent), amount(sent), coins(sent)),
        Optional.ofNullable(sent.get(ORDER_ID)),
        Optional.ofNullable(sent.get(DESCRIPTION)),
        Optional.ofNullable(sent.get(EMAIL)),
        returnUrl(sent, allowed),
        sent);
  }

  private static Optional<String> text(Context ctx, String name) {
    var text = Optional.ofNullable(ctx.queryParam(name)).filter(value -> !value.isBlank());
    int most =
        switch (name) {
          case ORDER_ID -> 255;
          case CLIENT_ID -> Customers.MAX_CLIENT_ID;
          case EMAIL, CLIENT_EMAIL -> 320;
          case RETURN_URL -> 2048;
          default -> 1000;
        };
    if (text.filter(value -> value.length() > most || !PlainText.isLine(value)).isPresent()) {
      throw wrong(name);
    }
    return text;
  }

  private static Optional<WidgetAddresses.Person> person(
      Map<String, String> sent, PaymentWidget widget) {
    var id = Optional.ofNullable(sent.get(CLIENT_ID));
    if (id.isPresent() && !widget.terms().depositAddresses()) throw wrong(CLIENT_ID);
    return id.map(
        it -> new WidgetAddresses.Person(it, Optional.ofNullable(sent.get(CLIENT_EMAIL))));
  }

  private static Rejection.Refused wrong(String name) {
    return new Rejection.InvalidField(new Field.At(name), "Is not valid.").asException();
  }

  /// An amount as people type it, more than zero.
  static Optional<BigDecimal> decimal(String text) {
    return Optional.of(text.strip())
        .filter(it -> DECIMAL.matcher(it).matches())
        .map(it -> new BigDecimal(it.replace(',', '.')))
        .filter(it -> it.signum() > 0);
  }

  private static Optional<BigDecimal> amount(Map<String, String> sent) {
    var text = Optional.ofNullable(sent.get(AMOUNT));
    var amount = text.flatMap(WidgetQuery::decimal);
    if (text.isPresent() && amount.isEmpty()) throw wrong(AMOUNT);
    return amount;
  }

  private static List<String> currencies(Map<String, String> sent) {
    var codes = items(sent, CURRENCIES);
    if (!codes.stream().allMatch(Denomination::isCode)) throw wrong(CURRENCIES);
    return codes;
  }

  /// `USDT_bsc,BNB`.
  private static List<Coin> coins(Map<String, String> sent) {
    var items = items(sent, COINS);
    if (!items.stream().allMatch(item -> COIN.matcher(item).matches())) throw wrong(COINS);
    return items.stream().map(WidgetQuery::coin).toList();
  }

  private static Coin coin(String item) {
    var parts = item.split("_", 2);
    var network = parts.length < 2 ? null : parts[1].toLowerCase(Locale.ROOT);
    return new Coin(parts[0], Optional.ofNullable(network));
  }

  private static List<String> items(Map<String, String> sent, String name) {
    var items =
        Stream.of(sent.getOrDefault(name, "").split(","))
            .map(item -> item.strip().toUpperCase(Locale.ROOT))
            .filter(item -> !item.isEmpty())
            .distinct()
            .toList();
    if (items.size() > MAX_ITEMS) throw wrong(name);
    return items;
  }

  private static Optional<String> returnUrl(Map<String, String> sent, Predicate<String> allowed) {
    var url = Optional.ofNullable(sent.get(RETURN_URL));
    if (url.filter(it -> WebUrl.refuse(it).isPresent()).isPresent()) throw wrong(RETURN_URL);
    if (url.filter(it -> !allowed.test(WebUrl.origin(it))).isPresent()) throw wrong(RETURN_URL);
    return url;
  }

  /// The URL of this page, to which its form is sent.
  public String self() {
    return link(Optional.empty(), asked);
  }

  /// This page in another language.
  String in(Language other) {
    return link(Optional.empty(), Optional.of(other));
  }

  /// The page with the customer's deposit address for an asset.
  ///
  /// @param key as in [coffer.web.AssetOption#key]
  String address(String key) {
    return link(Optional.of(key), asked);
  }

  /// The same in another language.
  String address(String key, Language other) {
    return link(Optional.of(key), Optional.of(other));
  }

  private String link(Optional<String> asset, Optional<Language> tongue) {
    var query = new ArrayList<String>();
    sent.forEach((name, value) -> query.add(name + "=" + URLEncoder.encode(value, UTF_8)));
    asset.ifPresent(key -> query.add("asset=" + URLEncoder.encode(key, UTF_8)));
    tongue.ifPresent(it -> query.add("lang=" + it.tag()));
    theme.ifPresent(it -> query.add("theme=" + it.text()));
    return "/widget/" + widget + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  /// The payment page of an invoice, in the frame of this page if it is in one.
  String pay(UUID invoice) {
    var display = new PageRequest.Display(true, theme);
    return new PageRequest(
            invoice, asked, language, Optional.empty(), false, Optional.empty(), display)
        .self();
  }
}
