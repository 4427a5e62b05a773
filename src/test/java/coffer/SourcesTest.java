package coffer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// What is long is not yet understood: no file over 400 lines, no method over 40.
final class SourcesTest {
  private static final int FILE_LINES = 400;
  private static final int METHOD_LINES = 40;

  @Test
  void filesAreShort() throws IOException {
    var tooLong = new ArrayList<String>();
    for (var root : List.of("src/main/java", "src/test/java")) {
      for (var file : javaFiles(Path.of(root))) {
        var lines = Files.readAllLines(file).size();
        if (lines > FILE_LINES) tooLong.add(file + ": " + lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  /// One style for every name, in tests too.
  @Test
  void methodNamesHaveNoUnderscore() throws IOException {
    var underscore = Pattern.compile("^ +(?:[\\w<>?, .@]+ )?void \\w*_\\w*\\(", Pattern.MULTILINE);
    var wrong = new ArrayList<String>();
    for (var root : List.of("src/main/java", "src/test/java", "bench")) {
      for (var file : javaFiles(Path.of(root))) {
        underscore
            .matcher(Files.readString(file))
            .results()
            .forEach(found -> wrong.add(file + ": " + found.group().strip()));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void methodsAreShort() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var files = manager.getJavaFileObjectsFromPaths(javaFiles(Path.of("src/main/java")));
      var task = (JavacTask) compiler.getTask(null, manager, null, null, null, files);
      var positions = Trees.instance(task).getSourcePositions();
      var tooLong = new ArrayList<String>();
      int methods = 0;
      for (var unit : task.parse()) methods += measure(unit, positions, tooLong);
      assertThat(methods).as("methods seen").isGreaterThan(100);
      assertThat(tooLong).isEmpty();
    }
  }

  private static int measure(
      CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
    var count = new int[1];
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitMethod(MethodTree method, Void nothing) {
        count[0]++;
        var map = unit.getLineMap();
        var first = map.getLineNumber(positions.getStartPosition(unit, method));
        var end = positions.getEndPosition(unit, method);
        var lines = end < 0 ? 0 : map.getLineNumber(end) - first + 1;
        if (lines > METHOD_LINES) {
          tooLong.add(unit.getSourceFile().getName() + " " + method.getName() + ": " + lines);
        }
        return super.visitMethod(method, nothing);
      }
    }.scan(unit, null);
    return count[0];
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
