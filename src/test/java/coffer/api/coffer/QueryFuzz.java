package coffer.api.coffer;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.QueryParameters;
import io.javalin.http.Context;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/// The parameters of a query: places in a list, times, words. Refused by [Invalid].
public final class QueryFuzz {
  private QueryFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var text = new String(input, UTF_8);
    var asked =
        (Context)
            Proxy.newProxyInstance(
                QueryFuzz.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (_, method, _) ->
                    method.getName().equals("queryParams")
                        ? List.of(text)
                        : Map.of(text, List.of(text)));
    try {
      var query = QueryParameters.strict(asked);
      CursorPage.cursor(query);
      query.id("id");
      CursorPage.limit(query);
      query.time("from");
      query.text("text", 40);
      query.flag("flag");
      query.choices("status", Map.of("open", 1, "settled", 2));
      query.check();
    } catch (coffer.http.Failure.Failed _) {
      // refused
    }
  }
}
