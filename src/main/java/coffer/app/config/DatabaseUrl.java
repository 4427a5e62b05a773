package coffer.app.config;

import coffer.db.Db;
import coffer.operator.TomlTable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The address of an external PostgreSQL, in the notation of operators.
public final class DatabaseUrl {
  /// `postgresql://host1:5432,host2/name?sslmode=require`, with or without the prefix `jdbc:`.
  private static final Pattern URL =
      Pattern.compile("(jdbc:)?(postgresql|postgres)://([^/?@]+)/([^/?@]+)(\\?[^@]*)?");

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]*)?");
  private static final Pattern VERIFIED = Pattern.compile("[?&]sslmode=verify-full(&|$)");

  private DatabaseUrl() {}

  static Db.Address address(TomlTable table, String url, String user, String password) {
    var parts = URL.matcher(url);
    if (parts.matches()) {
      var options = parts.group(5) == null ? "" : parts.group(5);
      if (options.toLowerCase(Locale.ROOT).contains("password=")) {
        table.problem("url", "has a password in it: it belongs into database.password");
      }
      return new Db.Address(
          "jdbc:postgresql://" + parts.group(3) + "/" + parts.group(4) + options, user, password);
    }
    if (!url.isEmpty()) {
      table.problem(
          "url",
          "is not like postgresql://host1:5432,host2/name (user and password have keys of their own)");
    }
    return new Db.Address("", user, password);
  }

  /// A warning if the connection to the database is not protected against reading and changing. A
  /// connection to this machine needs no protection.
  public static Optional<String> caution(Db.Address address) {
    var parts = URL.matcher(address.url());
    if (!parts.matches() || verified(parts.group(5))) return Optional.empty();
    var far =
        Stream.of(parts.group(3).split(",")).filter(host -> !LOOPBACK.matcher(host).matches());
    return far.findFirst()
        .map(
            host ->
                "database.url: the connection to "
                    + host
                    + " is not protected against somebody in between: add sslmode=verify-full");
  }

  private static boolean verified(@Nullable String options) {
    return options != null && VERIFIED.matcher(options).find();
  }
}
