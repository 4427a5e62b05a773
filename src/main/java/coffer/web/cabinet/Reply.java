package coffer.web.cabinet;

import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The answer of a page or an act.
public sealed interface Reply {
  /// A page.
  ///
  /// @param template below `cabinet/`, without its extension
  /// @param title key of the page's title
  /// @param values of the template, besides the frame
  record Html(int status, String template, String title, Map<String, Object> values)
      implements Reply {}

  /// Another page, after an act.
  ///
  /// @param path below `/cabinet`
  /// @param done key of the sentence that says what was done; "" = none
  record Redirect(String path, String done) implements Reply {}

  /// A file. The answer is written while it is read, so its size does not matter.
  record Download(String name, Content content) implements Reply {
    @FunctionalInterface
    interface Content {
      void write(Writer out) throws IOException;
    }

    void writeTo(Context ctx) {
      ctx.contentType("text/csv; charset=utf-8");
      ctx.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
      try (var out =
          new BufferedWriter(new OutputStreamWriter(ctx.outputStream(), StandardCharsets.UTF_8))) {
        content.write(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static Reply html(String template, Map<String, Object> values) {
    return new Html(200, template, "title." + template, values);
  }

  static Reply redirect(String path, String done) {
    return new Redirect(path, done);
  }
}
