package coffer.api.getcrypto;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.money.Denomination;
import coffer.http.FieldProblem;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Rules for the fields that request bodies and the widget's query share. All are required; an
/// empty one counts as missing.
final class FieldRules {
  private static final BigDecimal MIN_AMOUNT = new BigDecimal("0.000001");
  private static final BigDecimal MAX_AMOUNT = new BigDecimal("1000000000");
  private static final int MAX_NUMBER_LENGTH = 60;
  private static final int MAX_ORDER_LENGTH = 64;
  private static final Map<String, String> LANGUAGES = words(Stream.of("en", "ru"), text -> text);
  private static final Map<String, Denomination> CURRENCIES =
      words(
          Stream.of("usd", "eur", "rub", "usdt", "usdc", "btc", "eth"),
          text -> new Denomination(text.toUpperCase(Locale.ROOT)));
  private static final Map<String, GetCryptoCurrency> COINS =
      Arrays.stream(GetCryptoCurrency.values())
          .collect(Collectors.toMap(GetCryptoCurrency::text, Function.identity()));

  /// A numeric string, as defined by PHP, in which most clients are written.
  private static final Pattern NUMERIC =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

  private FieldRules() {}

  private static <E> Map<String, E> words(Stream<String> words, Function<String, E> meaning) {
    return words.collect(Collectors.toMap(Function.identity(), meaning));
  }

  static String language(BodyFields fields) {
    return choice(fields, "language", LANGUAGES, "en");
  }

  static Denomination currency(BodyFields fields) {
    return choice(fields, "currency", CURRENCIES, new Denomination("USD"));
  }

  static GetCryptoCurrency coin(BodyFields fields) {
    return choice(fields, "cryptocurrency", COINS, GetCryptoCurrency.USDT);
  }

  /// The project's id, well-formed but not looked up; any text if the field has an error.
  static String project(BodyFields fields) {
    var id = text(fields, "project_id", 200);
    if (fields.failed("project_id")) return id;
    if (!id.startsWith(GetCryptoIds.PROJECT)) {
      fields.wrong("project_id", FieldMessages.startsWith("project_id", GetCryptoIds.PROJECT));
    }
    if (id.length() != GetCryptoIds.LENGTH) {
      fields.wrong("project_id", FieldMessages.size("project_id", GetCryptoIds.LENGTH));
    }
    return id;
  }

  static String order(BodyFields fields) {
    return text(fields, "order_id", MAX_ORDER_LENGTH);
  }

  static Optional<PaymentMethod> way(BodyFields fields, GetCryptoCurrency coin) {
    var word = text(fields, "network", 200).toLowerCase(Locale.ROOT);
    if (fields.failed("network") || fields.failed("cryptocurrency")) return Optional.empty();
    var way = PaymentMethod.of(coin, word);
    if (way.isEmpty())
      fields.wrong("network", new FieldProblem.NotOneOf(PaymentMethod.networkCodes(coin)));
    return way;
  }

  /// A price, as a JSON number or as a numeric string.
  static Decimal amount(BodyFields fields, String name) {
    var one = Decimal.exact(BigDecimal.ONE);
    var number = required(fields, name, () -> number(fields, name), one);
    if (fields.failed(name)) return number;
    if (number.value().compareTo(MIN_AMOUNT) < 0) {
      fields.wrong(name, new FieldProblem.TooSmall(MIN_AMOUNT));
    } else if (number.value().compareTo(MAX_AMOUNT) > 0) {
      fields.wrong(name, new FieldProblem.TooLarge(MAX_AMOUNT));
    } else if (number.at(Denomination.DECIMALS).isEmpty()) {
      fields.wrong(name, new FieldProblem.TooPrecise(Denomination.DECIMALS));
    }
    return number;
  }

  private static Optional<Decimal> number(BodyFields fields, String name) {
    var number = fields.node(name).flatMap(FieldRules::number);
    if (number.isEmpty() && fields.has(name)) {
      fields.wrong(name, new FieldProblem.WrongType(FieldProblem.Type.NUMBER));
    }
    return number;
  }

  /// Never expands a number: `1e999999999` takes no memory.
  private static Optional<Decimal> number(JsonNode node) {
    if (node.isNumber()) return Optional.of(Decimal.json(node.decimalValue()));
    return node.isString() ? number(node.stringValue()).map(Decimal::exact) : Optional.empty();
  }

  static Optional<BigDecimal> number(String written) {
    var text = written.strip();
    boolean good = text.length() <= MAX_NUMBER_LENGTH && NUMERIC.matcher(text).matches();
    return good ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static <E> E choice(BodyFields fields, String name, Map<String, E> words, E fallback) {
    return required(fields, name, () -> fields.word(name, words), fallback);
  }

  private static String text(BodyFields fields, String name, int most) {
    return required(fields, name, () -> fields.text(name, most), "");
  }

  private static <T> T required(
      BodyFields fields, String name, Supplier<Optional<T>> read, T fallback) {
    boolean blank =
        fields.node(name).filter(n -> n.isString() && n.stringValue().isBlank()).isPresent();
    if (blank) {
      fields.wrong(name, new FieldProblem.Missing());
      return fallback;
    }
    return fields.required(name, read.get(), fallback);
  }
}
