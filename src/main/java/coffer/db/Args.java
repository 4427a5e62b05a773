package coffer.db;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The named arguments of a statement: `:txid` in the SQL takes `args.with("txid", ...)`. For
/// statements with too many arguments to count.
public final class Args {
  /// A name after one colon; two colons are a cast.
  private static final Pattern NAME = Pattern.compile("(?<!:):([a-z][a-z0-9_]*)");

  private static final Map<String, Positional> PARSED = new ConcurrentHashMap<>();

  /// A statement with positional arguments.
  ///
  /// @param sql with `?` for each argument
  /// @param names of the arguments, in that order
  record Positional(String sql, List<String> names) {}

  private final Map<String, @Nullable Object> values = new HashMap<>();

  private Args() {}

  public static Args of(String name, @Nullable Object value) {
    return new Args().with(name, value);
  }

  /// @throws IllegalArgumentException if there is an argument of that name already
  public Args with(String name, @Nullable Object value) {
    if (values.containsKey(name)) throw new IllegalArgumentException("two arguments " + name);
    values.put(name, value);
    return this;
  }

  /// The statement with `?` for its names. Statements are constants of the program, so each is
  /// parsed only once.
  static Positional parse(String sql) {
    return PARSED.computeIfAbsent(sql, Args::positional);
  }

  /// The values in the order of the names.
  ///
  /// @throws IllegalArgumentException if a value is missing or not used
  @Nullable Object[] in(List<String> names) {
    var unused = new HashSet<>(values.keySet());
    var ordered = new ArrayList<@Nullable Object>(names.size());
    for (var name : names) {
      if (!values.containsKey(name)) throw new IllegalArgumentException("no argument " + name);
      unused.remove(name);
      ordered.add(values.get(name));
    }
    if (!unused.isEmpty()) throw new IllegalArgumentException("unused arguments " + unused);
    return ordered.toArray();
  }

  private static Positional positional(String sql) {
    var names = new ArrayList<String>();
    var text =
        NAME.matcher(sql)
            .replaceAll(
                found -> {
                  names.add(found.group(1));
                  return "?";
                });
    return new Positional(text, List.copyOf(names));
  }
}
