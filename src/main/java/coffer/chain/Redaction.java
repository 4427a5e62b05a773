package coffer.chain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// Makes a node's message fit for display: one line, limited length, and without the secrets of the
/// endpoint, which some nodes repeat.
public final class Redaction {
  private static final int MAX_LENGTH = 500;

  /// Shorter parts of a URL or a header are words, not keys.
  private static final int MIN_SECRET_LENGTH = 8;

  private static final Pattern NOT_ONE_LINE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Z}]+");
  private static final Pattern OTHERS =
      Pattern.compile("(?i)(://)[^\\s/@]+@|([?&][^\\s=&]*(?:key|token|secret)[^\\s=&]*=)[^\\s&]+");

  private final List<String> secrets;

  private Redaction(Set<String> secrets) {
    // The longest first: a part of it may be a secret, too.
    this.secrets = secrets.stream().sorted(Comparator.comparingInt(s -> -s.length())).toList();
  }

  /// @param urls of the endpoint: user, password, and parts of path and query that may be keys
  /// @param headers name to value
  /// @param more further secrets
  public static Redaction of(
      Collection<String> urls, Map<String, String> headers, Collection<String> more) {
    var secrets = new TreeSet<>(more);
    for (var text : urls) {
      var url = HttpUrl.parse(text.replaceFirst("(?i)^ws", "http"));
      if (url == null) continue;
      add(secrets, 1, List.of(url.password(), url.encodedPassword()));
      add(secrets, MIN_SECRET_LENGTH, List.of(url.username()));
      add(secrets, MIN_SECRET_LENGTH, url.pathSegments());
      add(secrets, MIN_SECRET_LENGTH, url.encodedPathSegments());
      for (int i = 0; i < url.querySize(); i++) {
        var value = url.queryParameterValue(i);
        if (value != null) add(secrets, MIN_SECRET_LENGTH, List.of(value));
      }
    }
    for (var value : headers.values()) add(secrets, MIN_SECRET_LENGTH, parts(value));
    secrets.removeIf(String::isBlank);
    return new Redaction(secrets);
  }

  private static List<String> parts(String header) {
    var parts = new ArrayList<>(List.of(header.split("\\s+")));
    parts.add(header);
    return parts;
  }

  private static void add(Set<String> into, int least, List<String> texts) {
    for (var text : texts) {
      if (text.length() < least) continue;
      into.add(text);
      into.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
    }
  }

  /// The text for display, at most 500 characters.
  public String of(String text) {
    var line = NOT_ONE_LINE.matcher(text).replaceAll(" ").strip();
    for (var secret : secrets) line = line.replace(secret, "***");
    line = OTHERS.matcher(line).replaceAll("$1$2***");
    if (line.codePointCount(0, line.length()) <= MAX_LENGTH) return line;
    return line.substring(0, line.offsetByCodePoints(0, MAX_LENGTH - 1)) + "…";
  }
}
