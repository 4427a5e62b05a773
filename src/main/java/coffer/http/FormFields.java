package coffer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fields of a form (`application/x-www-form-urlencoded`). Handlers read forms only with this
/// class: the form readers of Javalin and Jetty also accept multipart bodies and write their parts
/// to files.
public final class FormFields {
  private static final String TYPE = "application/x-www-form-urlencoded";
  public static final int MAX_FIELDS = 100;

  private final Map<String, String> fields;

  private final Map<String, byte[]> files;

  private FormFields(Map<String, String> fields, Map<String, byte[]> files) {
    this.fields = fields;
    this.files = files;
  }

  /// @return without fields if the request has no body
  /// @throws Failure.Failed WrongMediaType if the body is not such a form; BadBody if it cannot be
  ///     decoded or has more than 100 fields
  public static FormFields read(Context ctx) {
    var body = ctx.bodyAsBytes();
    if (body.length == 0) return new FormFields(Map.of(), Map.of());
    if (!TYPE.equalsIgnoreCase(ctx.contentType())) {
      throw new Failure.WrongMediaType(TYPE).asException();
    }
    var pairs = new String(body, ISO_8859_1).split("&", MAX_FIELDS + 1);
    if (pairs.length > MAX_FIELDS) {
      throw new Failure.BadBody("", "a form has at most %d fields".formatted(MAX_FIELDS))
          .asException();
    }
    var fields = new LinkedHashMap<String, String>();
    for (var pair : pairs) {
      var parts = pair.split("=", 2);
      fields.putIfAbsent(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1]));
    }
    return new FormFields(fields, Map.of());
  }

  /// The same, also for forms with files. Files stay in memory.
  ///
  /// @throws Failure.Failed as [#read]
  public static FormFields withFiles(Context ctx) {
    if (!MultipartForm.is(Optional.ofNullable(ctx.contentType()).orElse(""))) return read(ctx);
    return MultipartForm.read(ctx.bodyAsBytes(), MAX_FIELDS)
        .map(form -> new FormFields(form.fields(), form.files()))
        .orElseThrow(
            () ->
                new Failure.BadBody("", "a form with files has parts, at most " + MAX_FIELDS)
                    .asException());
  }

  /// The first file with that name; empty if none was chosen.
  public Optional<byte[]> file(String name) {
    return Optional.ofNullable(files.get(name)).filter(bytes -> bytes.length > 0);
  }

  /// The first field with that name.
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /// The ends of the names of all fields that begin with a prefix: `7` of `row.7`.
  public List<String> named(String prefix) {
    return fields.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  private static String decode(String text) {
    return PercentEncoding.decode(text.replace('+', ' '))
        .orElseThrow(() -> new Failure.BadBody("", PercentEncoding.SENTENCE).asException());
  }
}
