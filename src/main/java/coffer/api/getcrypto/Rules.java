package coffer.api.getcrypto;

import coffer.api.Decimal;
import coffer.api.Fields;
import coffer.core.money.Denomination;
import coffer.http.Flaw;
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

/// What the fields that a body and a query share may say. All are required; an empty one is none.
final class Rules {
  private static final BigDecimal LEAST = new BigDecimal("0.000001");
  private static final BigDecimal MOST = new BigDecimal("1000000000");
  private static final int LONGEST_NUMBER = 60;
  private static final int LONGEST_ORDER = 64;
  private static final Map<String, String> LANGUAGES = words(Stream.of("en", "ru"), text -> text);
  private static final Map<String, Denomination> CURRENCIES =
      words(
          Stream.of("usd", "eur", "rub", "usdt", "usdc", "btc", "eth"),
          text -> new Denomination(text.toUpperCase(Locale.ROOT)));
  private static final Map<String, Coin> COINS =
      Arrays.stream(Coin.values()).collect(Collectors.toMap(Coin::text, Function.identity()));

  /// A number in a string, as the language that most clients are written in takes one for a number.
  private static final Pattern NUMERIC =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

  private Rules() {}

  private static <E> Map<String, E> words(Stream<String> words, Function<String, E> meaning) {
    return words.collect(Collectors.toMap(Function.identity(), meaning));
  }

  static String language(Fields fields) {
    return choice(fields, "language", LANGUAGES, "en");
  }

  static Denomination currency(Fields fields) {
    return choice(fields, "currency", CURRENCIES, new Denomination("USD"));
  }

  static Coin coin(Fields fields) {
    return choice(fields, "cryptocurrency", COINS, Coin.USDT);
  }

  /// The id of a project that may exist, or anything where it is wrong.
  static String project(Fields fields) {
    var id = text(fields, "project_id", 200);
    if (fields.failed("project_id")) return id;
    if (!id.startsWith(Ids.PROJECT)) {
      fields.wrong("project_id", Sentences.startsWith("project_id", Ids.PROJECT));
    }
    if (id.length() != Ids.LENGTH) {
      fields.wrong("project_id", Sentences.size("project_id", Ids.LENGTH));
    }
    return id;
  }

  static String order(Fields fields) {
    return text(fields, "order_id", LONGEST_ORDER);
  }

  static Optional<Way> way(Fields fields, Coin coin) {
    var word = text(fields, "network", 200).toLowerCase(Locale.ROOT);
    if (fields.failed("network") || fields.failed("cryptocurrency")) return Optional.empty();
    var way = Way.of(coin, word);
    if (way.isEmpty()) fields.wrong("network", new Flaw.NotOneOf(Way.words(coin)));
    return way;
  }

  /// A price: a JSON number, or one in a string.
  static Decimal amount(Fields fields, String name) {
    var one = Decimal.exact(BigDecimal.ONE);
    var number = required(fields, name, () -> number(fields, name), one);
    if (fields.failed(name)) return number;
    if (number.value().compareTo(LEAST) < 0) {
      fields.wrong(name, new Flaw.TooSmall(LEAST));
    } else if (number.value().compareTo(MOST) > 0) {
      fields.wrong(name, new Flaw.TooLarge(MOST));
    } else if (number.at(Denomination.DECIMALS).isEmpty()) {
      fields.wrong(name, new Flaw.TooPrecise(Denomination.DECIMALS));
    }
    return number;
  }

  private static Optional<Decimal> number(Fields fields, String name) {
    var number = fields.node(name).flatMap(Rules::number);
    if (number.isEmpty() && fields.has(name)) {
      fields.wrong(name, new Flaw.WrongType(Flaw.Type.NUMBER));
    }
    return number;
  }

  /// Nothing is ever written out: `1e999999999` costs nothing.
  private static Optional<Decimal> number(JsonNode node) {
    if (node.isNumber()) return Optional.of(Decimal.json(node.decimalValue()));
    return node.isString() ? number(node.stringValue()).map(Decimal::exact) : Optional.empty();
  }

  static Optional<BigDecimal> number(String written) {
    var text = written.strip();
    boolean good = text.length() <= LONGEST_NUMBER && NUMERIC.matcher(text).matches();
    return good ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static <E> E choice(Fields fields, String name, Map<String, E> words, E fallback) {
    return required(fields, name, () -> fields.word(name, words), fallback);
  }

  private static String text(Fields fields, String name, int most) {
    return required(fields, name, () -> fields.text(name, most), "");
  }

  private static <T> T required(
      Fields fields, String name, Supplier<Optional<T>> read, T fallback) {
    boolean blank =
        fields.node(name).filter(n -> n.isString() && n.stringValue().isBlank()).isPresent();
    if (blank) {
      fields.wrong(name, new Flaw.Missing());
      return fallback;
    }
    return fields.required(name, read.get(), fallback);
  }
}
