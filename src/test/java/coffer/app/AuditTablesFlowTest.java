package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.Route;
import coffer.api.Route.Recording;
import coffer.web.cabinet.CabinetRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Whatever changes something adds a row to the audit, or docs/audit.md says why not. A route or a
/// command that is added later fails here until it does one of both.
final class AuditTablesFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (.+) \\|$");
  private static final Pattern ACT = Pattern.compile("`([a-z_]+\\.[a-z_]+)`");

  /// The rows of a section of the page.
  private static TreeMap<String, String> table(String title) throws IOException {
    var page = Files.readString(Path.of("docs", "audit.md"));
    int begin = page.indexOf("## " + title + "\n");
    assertThat(begin).as(title).isNotNegative();
    int end = page.indexOf("\n## ", begin + 1);
    var rows = new TreeMap<String, String>();
    var row = ROW.matcher(page.substring(begin, end < 0 ? page.length() : end));
    while (row.find()) rows.put(row.group(1), row.group(2));
    return rows;
  }

  private static boolean reads(Route route) {
    return route.kind() == Route.Kind.QUERY
        || Set.of("GET", "OPTIONS").contains(route.method().toString());
  }

  @Test
  void requestsWithKeys() throws IOException {
    var real = new TreeMap<String, String>();
    for (var dialect : front.dialects()) {
      for (var route : front.routes(dialect)) {
        if (reads(route)) continue;
        var name = dialect.name() + " " + route.method() + " " + route.path();
        real.put(
            name,
            switch (route.recording()) {
              case Recording.Act(var act) -> "`" + act + "`";
              case Recording.None(var reason) -> "– " + reason;
              case Recording.Undeclared() -> "not declared";
            });
      }
    }
    assertThat(real).doesNotContainValue("not declared");
    assertThat(table("Requests with API keys")).isEqualTo(real);
  }

  @Test
  void actsOfPeople() throws IOException {
    var real = new TreeSet<String>();
    for (var route : front.cabinet().list()) {
      if (route.kind() == CabinetRoute.Kind.ACT) real.add("POST " + route.path());
    }
    var told = table("People in the cabinet");
    assertThat(told.keySet()).isEqualTo(real);
    assertNamed(told, "src/main/java/coffer/web/cabinet");
  }

  @Test
  void commands() throws IOException {
    var real = new TreeSet<String>();
    leaves(Main.commandLine(), "", real);
    var told = table("Commands");
    assertThat(told.keySet()).isEqualTo(real);
    assertNamed(told, "src/main/java/coffer/app/command");
  }

  private static void leaves(CommandLine line, String path, Set<String> found) {
    for (var each : line.getSubcommands().entrySet()) {
      var name = (path + " " + each.getKey()).strip();
      if (name.equals("help")) continue;
      boolean leaf = each.getValue().getSubcommands().isEmpty();
      if (leaf || name.equals("chains")) found.add(name);
      leaves(each.getValue(), name, found);
    }
  }

  /// Each row has a reason, or acts that the sources contain.
  private static void assertNamed(TreeMap<String, String> told, String sources) {
    var code = sources(Path.of(sources));
    told.forEach(
        (what, cell) -> {
          if (cell.startsWith("– ")) return;
          var acts = ACT.matcher(cell).results().map(it -> it.group(1)).toList();
          assertThat(acts).as(what).isNotEmpty();
          for (var act : acts) assertThat(code).as(what).contains('"' + act + '"');
        });
  }

  private static String sources(Path folder) {
    try (var files = Files.list(folder)) {
      return files
          .filter(it -> it.toString().endsWith(".java"))
          .map(AuditTablesFlowTest::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
