package coffer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A form with files (`multipart/form-data`, RFC 7578), read in memory: the size of a body is
/// bounded before.
///
/// @param fields the first text of each name
/// @param files the first file of each name; one that was not chosen is empty
record MultipartForm(Map<String, String> fields, Map<String, byte[]> files) {
  private static final String TYPE = "multipart/form-data";
  /// The line with which the body of a browser begins. The header names the boundary too, but
  /// [RequestScreening] drops the parameters of types.
  private static final Pattern FIRST = Pattern.compile("--([ -~]{1,70})\r\n");

  private static final String END_OF_ALL = "--";
  private static final Pattern NAME = Pattern.compile("(?i)[; ]name=\"([^\"]*)\"");
  private static final Pattern FILE = Pattern.compile("(?i)[; ]filename=");
  private static final String END_OF_HEAD = "\r\n\r\n";

  static boolean is(String type) {
    return TYPE.equalsIgnoreCase(type);
  }

  /// @return empty if the body is no such form, or has more parts than allowed
  static Optional<MultipartForm> read(byte[] body, int maxParts) {
    var text = new String(body, ISO_8859_1);
    var first = FIRST.matcher(text);
    if (!first.lookingAt()) return Optional.empty();
    var parts = ("\r\n" + text).split(Pattern.quote("\r\n--" + first.group(1)), maxParts + 3);
    if (parts.length > maxParts + 2 || !parts[parts.length - 1].startsWith(END_OF_ALL)) {
      return Optional.empty();
    }
    var form = new MultipartForm(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (int i = 1; i < parts.length - 1; i++) {
      if (!form.add(parts[i])) return Optional.empty();
    }
    return Optional.of(form);
  }

  private boolean add(String part) {
    int end = part.indexOf(END_OF_HEAD);
    if (end < 0) return false;
    var head = part.substring(0, end);
    var bytes = part.substring(end + END_OF_HEAD.length()).getBytes(ISO_8859_1);
    var name = NAME.matcher(head);
    if (!name.find()) return false;
    var key = new String(name.group(1).getBytes(ISO_8859_1), UTF_8);
    if (FILE.matcher(head).find()) files.putIfAbsent(key, bytes);
    else fields.putIfAbsent(key, new String(bytes, UTF_8));
    return true;
  }
}
