package coffer.api.getcrypto;

import coffer.http.Fault;
import coffer.http.Flaw;
import java.math.BigDecimal;

/// What is wrong with a field, in the sentences that clients of this API know.
final class Sentences {
  private Sentences() {}

  static String of(Fault fault) {
    return of(attribute(fault.field()), fault.flaw());
  }

  private static String of(String name, Flaw flaw) {
    return switch (flaw) {
      case Flaw.Missing(), Flaw.Empty() -> "The %s field is required.".formatted(name);
      case Flaw.WrongType(var wanted) -> must(name, "be " + type(wanted));
      case Flaw.NotOneOf _ -> "The selected %s is invalid.".formatted(name);
      case Flaw.TooShort(var least) -> must(name, "be at least " + least + " characters");
      case Flaw.TooLong(var most) -> must(name, "not be greater than " + most + " characters");
      case Flaw.Unprintable() -> "The %s field format is invalid.".formatted(name);
      case Flaw.NotPositive() -> must(name, "be greater than 0");
      case Flaw.TooSmall(var least) -> must(name, "be at least " + plain(least));
      case Flaw.TooLarge(var most) -> must(name, "not be greater than " + plain(most));
      case Flaw.TooPrecise(var decimals) -> must(name, "have 0-" + decimals + " decimal places");
      case Flaw.NotWhole(var least, var most) -> must(name, "be between " + least + " and " + most);
      case Flaw.Unknown(var what) -> "There is no such %s: %s.".formatted(what, name);
      case Flaw.Repeated() -> must(name, "be given once");
      case Flaw.TooMany(var most, _) -> must(name, "not have more than " + most + " items");
      case Flaw.Malformed(var sentence) -> sentence;
    };
  }

  private static String type(Flaw.Type wanted) {
    return switch (wanted) {
      case TEXT -> "a string";
      case NUMBER -> "a number";
      case FLAG -> "true or false";
      case LIST, OBJECT -> "an array";
    };
  }

  static Flaw startsWith(String field, String prefix) {
    return malformed(field, "start with one of the following: " + prefix);
  }

  static Flaw size(String field, int characters) {
    return malformed(field, "be " + characters + " characters");
  }

  static Flaw json(String field) {
    return malformed(field, "be a valid JSON string");
  }

  private static Flaw malformed(String field, String end) {
    return new Flaw.Malformed(must(attribute(field), end));
  }

  private static String must(String name, String end) {
    return "The %s field must %s.".formatted(name, end);
  }

  /// A field's name as people read it.
  static String attribute(String field) {
    return field.replace('_', ' ');
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }
}
