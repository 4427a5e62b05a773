package coffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the glossary names is there: types in the code, tables and columns in the schema.
final class GlossaryTest {
  private static final Path GLOSSARY = Path.of("docs/glossary.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private record Row(String term, String meaning, String type, String table) {}

  @Test
  void typesAreInTheCode() throws IOException {
    var types = types();
    var missing = new TreeSet<String>();
    for (var row : rows()) {
      for (var name : code(row.type)) {
        for (var part : name.split("\\.")) if (!types.contains(part)) missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void tablesAndColumnsAreInTheSchema() throws IOException {
    var schema = Files.readString(Path.of("src/main/resources/db/schema.sql"));
    var missing = new TreeSet<String>();
    for (var row : rows()) {
      for (var name : code(row.table)) {
        var column = name.substring(name.indexOf('.') + 1);
        if (!Pattern.compile("\\b" + column + "\\b").matcher(schema).find()) missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void eachTermIsThereOnceAndInFewWords() throws IOException {
    var rows = rows();
    assertThat(rows).hasSizeGreaterThan(60);
    assertThat(rows.stream().map(Row::term)).doesNotHaveDuplicates();
    assertThat(rows).allMatch(row -> row.meaning.split(" ").length <= 25);
  }

  private static List<Row> rows() throws IOException {
    var rows = new ArrayList<Row>();
    for (var line : Files.readAllLines(GLOSSARY)) {
      if (!line.startsWith("| ") || line.startsWith("| Term")) continue;
      var cells = line.substring(1).split("\\|");
      var table = cells.length > 4 ? cells[3] : "";
      rows.add(new Row(cells[0].strip(), cells[1].strip(), cells[2].strip(), table.strip()));
    }
    return rows;
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  private static Set<String> types() throws IOException {
    var types = new HashSet<String>();
    var declaration = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        declaration
            .matcher(Files.readString(file))
            .results()
            .forEach(found -> types.add(found.group(1)));
      }
    }
    return types;
  }
}
