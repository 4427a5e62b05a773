package coffer.compat;

import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.output.ConsoleRender;

/// Compares two OpenAPI documents. Ends with 1 if a client of the first one may fail with a server
/// of the second one: a path, a field of an answer or a value is gone, or a request needs more.
public final class Compat {
  private Compat() {}

  public static void main(String[] files) {
    var diff = OpenApiCompare.fromLocations(files[0], files[1]);
    if (diff.isCompatible()) return;
    new ConsoleRender().render(diff, new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    System.exit(1);
  }
}
