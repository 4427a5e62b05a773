package coffer.api.getcrypto;

import coffer.http.FieldError;
import coffer.http.FieldProblem;
import java.math.BigDecimal;

/// Error messages about fields, in the wording that clients of this API know.
final class FieldMessages {
  private FieldMessages() {}

  static String of(FieldError error) {
    return of(attribute(error.field()), error.problem());
  }

  private static String of(String name, FieldProblem problem) {
    return switch (problem) {
      case FieldProblem.Missing(), FieldProblem.Empty() ->
          "The %s field is required.".formatted(name);
      case FieldProblem.WrongType(var wanted) -> must(name, "be " + type(wanted));
      case FieldProblem.NotOneOf _ -> "The selected %s is invalid.".formatted(name);
      case FieldProblem.TooShort(var least) -> must(name, "be at least " + least + " characters");
      case FieldProblem.TooLong(var most) ->
          must(name, "not be greater than " + most + " characters");
      case FieldProblem.Unprintable() -> "The %s field format is invalid.".formatted(name);
      case FieldProblem.NotPositive() -> must(name, "be greater than 0");
      case FieldProblem.TooSmall(var least) -> must(name, "be at least " + plain(least));
      case FieldProblem.TooLarge(var most) -> must(name, "not be greater than " + plain(most));
      case FieldProblem.TooPrecise(var decimals) ->
          must(name, "have 0-" + decimals + " decimal places");
      case FieldProblem.NotAnInteger(var least, var most) ->
          must(name, "be between " + least + " and " + most);
      case FieldProblem.Unknown(var what) -> "There is no such %s: %s.".formatted(what, name);
      case FieldProblem.Repeated() -> must(name, "be given once");
      case FieldProblem.TooMany(var most, _) -> must(name, "not have more than " + most + " items");
      case FieldProblem.Malformed(var sentence) -> sentence;
    };
  }

  private static String type(FieldProblem.Type wanted) {
    return switch (wanted) {
      case TEXT -> "a string";
      case NUMBER -> "a number";
      case FLAG -> "true or false";
      case LIST, OBJECT -> "an array";
    };
  }

  static FieldProblem startsWith(String field, String prefix) {
    return malformed(field, "start with one of the following: " + prefix);
  }

  static FieldProblem size(String field, int characters) {
    return malformed(field, "be " + characters + " characters");
  }

  static FieldProblem json(String field) {
    return malformed(field, "be a valid JSON string");
  }

  private static FieldProblem malformed(String field, String end) {
    return new FieldProblem.Malformed(must(attribute(field), end));
  }

  private static String must(String name, String end) {
    return "The %s field must %s.".formatted(name, end);
  }

  /// A field's name for people.
  static String attribute(String field) {
    return field.replace('_', ' ');
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }
}
