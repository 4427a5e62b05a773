package coffer.api;

import coffer.http.Failure;
import coffer.http.Fault;
import coffer.http.Flaw;
import io.javalin.http.Context;
import java.math.BigDecimal;
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
public final class Query {
  private static final int MOST = 100;
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final Context ctx;
  private final List<Fault> faults = new ArrayList<>();

  public Query(Context ctx) {
    this.ctx = ctx;
  }

  /// @throws Failure.Failed (Invalid) if anything that was read was wrong
  public void check() {
    if (!faults.isEmpty()) throw new Failure.Invalid(List.copyOf(faults)).asException();
  }

  public Optional<String> text(String name, int most) {
    var text = Optional.ofNullable(ctx.queryParam(name)).filter(value -> !value.isEmpty());
    var reason = text.flatMap(value -> Texts.refuse(value, most));
    return reason.isPresent() ? bad(name, reason.get()) : text;
  }

  public Optional<String> required(String name, int most) {
    var text = text(name, most);
    if (text.isEmpty() && faults.stream().noneMatch(e -> e.field().equals(name))) {
      return bad(name, new Flaw.Missing());
    }
    return text;
  }

  public Optional<UUID> id(String name) {
    return id(name, "Must be an id: a UUID in lower case.");
  }

  /// @param otherwise what is told where it is none
  public Optional<UUID> id(String name, String otherwise) {
    var text = text(name, MOST);
    if (text.isEmpty()) return Optional.empty();
    var id = Texts.id(text.get());
    return id.isPresent() ? id : bad(name, new Flaw.Malformed(otherwise));
  }

  /// RFC 3339: `2026-11-20T10:00:00Z`.
  public Optional<Instant> time(String name) {
    var text = text(name, MOST);
    if (text.isEmpty()) return Optional.empty();
    try {
      var time = OffsetDateTime.parse(text.get()).toInstant();
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) return Optional.of(time);
    } catch (DateTimeException _) {
      // told below
    }
    return bad(name, new Flaw.Malformed("Must be a time as in RFC 3339: 2026-11-20T10:00:00Z."));
  }

  public Optional<Boolean> flag(String name) {
    return choice(name, Map.of("true", true, "false", false));
  }

  public <E> Optional<E> choice(String name, Map<String, E> words) {
    var text = text(name, MOST);
    if (text.isEmpty()) return Optional.empty();
    var chosen = words.get(text.get());
    return chosen == null ? bad(name, notOneOf(words)) : Optional.of(chosen);
  }

  /// One word, or several with commas between.
  public <E> Set<E> choices(String name, Map<String, E> words) {
    var chosen = new LinkedHashSet<E>();
    for (var word : text(name, MOST).map(t -> List.of(t.split(",", -1))).orElse(List.of())) {
      var value = words.get(word);
      if (value == null) {
        bad(name, notOneOf(words));
        return Set.of();
      }
      chosen.add(value);
    }
    return chosen;
  }

  private static Flaw notOneOf(Map<String, ?> words) {
    return new Flaw.NotOneOf(words.keySet().stream().sorted().toList());
  }

  /// @param usual where it is absent
  public long whole(String name, long least, long most, long usual) {
    var text = text(name, MOST);
    if (text.isEmpty()) return usual;
    if (text.get().matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) return number;
    }
    bad(name, new Flaw.NotWhole(least, most));
    return usual;
  }

  /// A decimal number, as people write it.
  public Optional<BigDecimal> number(String name) {
    var text = text(name, MOST);
    if (text.isEmpty()) return Optional.empty();
    var number = Texts.decimal(text.get());
    return number.isPresent() ? number : bad(name, new Flaw.WrongType(Flaw.Type.NUMBER));
  }

  public void wrong(String name, Flaw flaw) {
    faults.add(new Fault(name, flaw));
  }

  private <T> Optional<T> bad(String name, Flaw flaw) {
    wrong(name, flaw);
    return Optional.empty();
  }
}
