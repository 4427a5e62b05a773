package coffer.api;

import coffer.http.Failure;
import coffer.http.FieldError;
import coffer.http.FieldProblem;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Reads the query parameters of a request. Errors are collected, and [#check] throws them. A
/// parameter that may be a filter is never ignored, because the response would contain objects that
/// the client excluded: empty, contradictory and unknown parameters are errors.
public final class QueryParameters {
  private static final int MAX_UNKNOWN = 20;

  /// Parameters that clients add to bypass caches or to count visits.
  private static final Set<String> HARMLESS =
      Set.of("t", "ts", "timestamp", "cb", "nocache", "rand", "random");

  private static final int MAX_PARAMETERS = 100;

  private final Context ctx;
  private final boolean strict;
  private final Set<String> read = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  private QueryParameters(Context ctx, boolean strict) {
    this.ctx = ctx;
    this.strict = strict;
  }

  /// A query in which every parameter must be known, have a value and occur once.
  public static QueryParameters strict(Context ctx) {
    return new QueryParameters(ctx, true);
  }

  /// A query as clients of other gateways write it. It also accepts upper-case values, equal
  /// duplicates, empty values for parameters that are no filters, and common extra parameters.
  public static QueryParameters lenient(Context ctx) {
    return new QueryParameters(ctx, false);
  }

  public boolean strict() {
    return strict;
  }

  /// @throws Failure.Failed (Invalid) if a parameter is invalid or was not read
  public void check() {
    ctx.queryParamMap().keySet().stream()
        .filter(name -> !read.contains(name) && !nothing(name))
        .filter(name -> strict || !harmless(name))
        .limit(MAX_UNKNOWN)
        .forEach(this::unknown);
    if (!errors.isEmpty()) throw new Failure.Invalid(List.copyOf(errors)).asException();
  }

  /// Whether the parameter is the empty text between two `&`.
  private boolean nothing(String name) {
    return name.isEmpty() && ctx.queryParams(name).stream().allMatch(String::isEmpty);
  }

  private void unknown(String name) {
    read.add(name);
    boolean shown = ValueFormats.refuse(name, MAX_PARAMETERS).isEmpty();
    wrong(shown ? name : "?", new FieldProblem.Unknown("parameter"));
  }

  private static boolean harmless(String name) {
    return name.startsWith("_") || name.startsWith("utm_") || HARMLESS.contains(name);
  }

  /// @param most maximum number of characters, at least 1
  public Optional<String> text(String name, int most) {
    read.add(name);
    var values = ctx.queryParams(name);
    if (values.isEmpty()) return Optional.empty();
    var text = values.getFirst();
    long different = strict ? values.size() : values.stream().distinct().count();
    if (different > 1) return bad(name, new FieldProblem.Repeated());
    if (text.isEmpty()) return bad(name, new FieldProblem.Empty());
    var reason = ValueFormats.refuse(text, most);
    return reason.isPresent() ? bad(name, reason.get()) : Optional.of(text);
  }

  /// A parameter with a default: in a lenient query, an empty value means the default.
  private Optional<String> setting(String name) {
    boolean empty = !strict && ctx.queryParams(name).stream().allMatch(String::isEmpty);
    if (empty) read.add(name);
    return empty ? Optional.empty() : text(name, MAX_PARAMETERS);
  }

  /// Like [#text], but an absent parameter is an error.
  public Optional<String> required(String name, int most) {
    var text = text(name, most);
    if (text.isEmpty() && errors.stream().noneMatch(e -> e.field().equals(name))) {
      return bad(name, new FieldProblem.Missing());
    }
    return text;
  }

  public Optional<UUID> id(String name) {
    return id(name, "Must be an id: a UUID in lower case.");
  }

  /// @param otherwise the error message for a value that is not an id
  public Optional<UUID> id(String name, String otherwise) {
    var text = text(name, MAX_PARAMETERS);
    if (text.isEmpty()) return Optional.empty();
    var id = ValueFormats.id(text.get());
    return id.isPresent() ? id : bad(name, new FieldProblem.Malformed(otherwise));
  }

  /// A time in RFC 3339, for example `2026-11-20T10:00:00Z`.
  public Optional<Instant> time(String name) {
    var text = text(name, MAX_PARAMETERS);
    if (text.isEmpty()) return Optional.empty();
    var time = ValueFormats.time(text.get());
    return time.isPresent() ? time : bad(name, ValueFormats.NO_TIME);
  }

  public Optional<Boolean> flag(String name) {
    return choice(name, Map.of("true", true, "false", false));
  }

  /// One of the given values; in a lenient query, upper case is accepted too.
  public <E> Optional<E> choice(String name, Map<String, E> words) {
    return choice(name, words, text(name, MAX_PARAMETERS));
  }

  /// @param usual the default
  public <E> E choice(String name, Map<String, E> words, E usual) {
    return choice(name, words, setting(name)).orElse(usual);
  }

  private <E> Optional<E> choice(String name, Map<String, E> words, Optional<String> text) {
    if (text.isEmpty()) return Optional.empty();
    var chosen = words.get(normalized(text.get()));
    return chosen == null ? bad(name, notOneOf(words)) : Optional.of(chosen);
  }

  private String normalized(String text) {
    return strict ? text : text.toLowerCase(Locale.ROOT);
  }

  /// One or several of the given values, separated by commas.
  public <E> Set<E> choices(String name, Map<String, E> words) {
    var chosen = new LinkedHashSet<E>();
    for (var word :
        text(name, MAX_PARAMETERS).map(t -> List.of(t.split(",", -1))).orElse(List.of())) {
      var value = words.get(normalized(word));
      if (value == null) {
        bad(name, notOneOf(words));
        return Set.of();
      }
      chosen.add(value);
    }
    return chosen;
  }

  private static FieldProblem notOneOf(Map<String, ?> words) {
    return new FieldProblem.NotOneOf(words.keySet().stream().sorted().toList());
  }

  /// @param usual the default
  public long whole(String name, long least, long most, long usual) {
    return number(name, least, most, usual, false);
  }

  /// The same, but values above `most` mean `most`.
  public long capped(String name, long least, long most, long usual) {
    return number(name, least, most, usual, true);
  }

  private long number(String name, long least, long most, long usual, boolean capped) {
    var text = setting(name);
    if (text.isEmpty()) return usual;
    var digits = text.get().replaceFirst("^0+(?=.)", "");
    if (digits.matches("[0-9]+")) {
      long number = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
      if (number >= least && number <= most) return number;
      if (number > most && capped) return most;
    }
    bad(name, new FieldProblem.NotAnInteger(least, most));
    return usual;
  }

  /// A decimal number in plain notation.
  public Optional<BigDecimal> number(String name) {
    var text = text(name, MAX_PARAMETERS);
    if (text.isEmpty()) return Optional.empty();
    var number = ValueFormats.decimal(text.get());
    return number.isPresent()
        ? number
        : bad(name, new FieldProblem.WrongType(FieldProblem.Type.NUMBER));
  }

  /// Whether the parameter already has an error.
  public boolean failed(String name) {
    return errors.stream().anyMatch(error -> error.field().equals(name));
  }

  public void wrong(String name, FieldProblem problem) {
    errors.add(new FieldError(name, problem));
  }

  private <T> Optional<T> bad(String name, FieldProblem problem) {
    wrong(name, problem);
    return Optional.empty();
  }
}
