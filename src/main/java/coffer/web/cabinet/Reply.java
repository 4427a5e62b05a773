package coffer.web.cabinet;

import coffer.http.Downloads;
import coffer.http.UnfinishedAnswer;
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

  /// JSON for a script of a page.
  record Data(int status, String json) implements Reply {
    void writeTo(Context ctx) {
      ctx.status(status).contentType("application/json").header("Cache-Control", "no-store");
      ctx.result(json);
    }
  }

  /// A file. The answer is written while it is read, so its size does not matter. If that fails,
  /// the connection ends without the end of the answer: a part must not look like the whole.
  record Download(String name, Content content) implements Reply {
    @FunctionalInterface
    interface Content {
      void write(Writer out) throws IOException;
    }

    void writeTo(Context ctx) {
      ctx.contentType("text/csv; charset=utf-8");
      ctx.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
      Downloads.begin(ctx);
      var out =
          new BufferedWriter(new OutputStreamWriter(ctx.outputStream(), StandardCharsets.UTF_8));
      try {
        content.write(out);
        out.close();
      } catch (IOException e) {
        UnfinishedAnswer.cut(ctx);
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        UnfinishedAnswer.cut(ctx);
        throw e;
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
