package coffer.api.coffer;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The query of a request, read parameter by parameter. What is wrong is collected: [#check] throws
/// it. Unknown parameters are passed over.
final class Query {
  private static final int MOST = 100;
  private static final int USUAL = 25;
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final Context ctx;
  private final List<FieldError> errors = new ArrayList<>();

  Query(Context ctx) {
    this.ctx = ctx;
  }

  /// @throws Invalid if anything that was read was wrong
  void check() {
    if (!errors.isEmpty()) throw new Invalid(errors);
  }

  Optional<String> text(String name, int most) {
    var text = Optional.ofNullable(ctx.queryParam(name)).filter(value -> !value.isEmpty());
    var reason = text.flatMap(value -> Texts.refuse(value, most));
    return reason.isPresent() ? bad(name, reason.get()) : text;
  }

  Optional<String> required(String name, int most) {
    var text = text(name, most);
    if (text.isEmpty() && errors.stream().noneMatch(e -> e.field().equals(name))) {
      return bad(name, "Is required.");
    }
    return text;
  }

  Optional<UUID> id(String name) {
    var text = text(name, MOST);
    if (text.isEmpty()) return Optional.empty();
    var id = Texts.id(text.get());
    return id.isPresent() ? id : bad(name, "Must be an id: a UUID in lower case.");
  }

  /// The place where the page before ended: what `next_cursor` said.
  Optional<UUID> cursor() {
    var text = text("cursor", MOST);
    if (text.isEmpty()) return Optional.empty();
    var id = Texts.id(text.get());
    return id.isPresent() ? id : bad("cursor", "There is no such place.");
  }

  /// RFC 3339: `2026-11-20T10:00:00Z`.
  Optional<Instant> time(String name) {
    var text = text(name, MOST);
    if (text.isEmpty()) return Optional.empty();
    try {
      var time = OffsetDateTime.parse(text.get()).toInstant();
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) return Optional.of(time);
    } catch (DateTimeException _) {
      // told below
    }
    return bad(name, "Must be a time as in RFC 3339: 2026-11-20T10:00:00Z.");
  }

  Optional<Boolean> flag(String name) {
    return choice(name, Map.of("true", true, "false", false));
  }

  <E> Optional<E> choice(String name, Map<String, E> words) {
    return choices(name, words).stream().findFirst();
  }

  /// One word, or several with commas between.
  <E> Set<E> choices(String name, Map<String, E> words) {
    var chosen = new LinkedHashSet<E>();
    for (var word : text(name, MOST).map(t -> List.of(t.split(",", -1))).orElse(List.of())) {
      var value = words.get(word);
      if (value == null) {
        bad(
            name,
            "Must be one of: "
                + String.join(", ", words.keySet().stream().sorted().toList())
                + ".");
        return Set.of();
      }
      chosen.add(value);
    }
    return chosen;
  }

  /// How many objects a page has: 1 to 100.
  int limit() {
    var text = text("limit", MOST);
    if (text.isEmpty()) return USUAL;
    if (text.get().matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(text.get());
      if (limit >= 1 && limit <= MOST) return limit;
    }
    bad("limit", "Must be a whole number from 1 to " + MOST + ".");
    return USUAL;
  }

  private <T> Optional<T> bad(String name, String detail) {
    errors.add(new FieldError(name, detail));
    return Optional.empty();
  }
}
