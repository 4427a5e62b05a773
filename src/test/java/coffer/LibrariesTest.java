package coffer;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The parts of a library come in one version: they are tested together by who publishes them, and
/// a security release replaces all of them.
final class LibrariesTest {
  /// Published together under several group ids.
  private static final List<String> FAMILIES =
      List.of("tools.jackson", "org.eclipse.jetty", "org.junit", "io.zonky.test.postgres");

  /// Libraries that have no more in common than their group id.
  private static final List<String> APART =
      List.of("org.apache.commons", "com.google.guava", "com.github.peteroupc");

  @Test
  void thePartsOfALibraryHaveOneVersion() {
    var versions =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .map(Path::of)
            .filter(jar -> jar.getNameCount() > 3)
            .collect(
                groupingBy(
                    LibrariesTest::family,
                    TreeMap::new,
                    mapping(LibrariesTest::version, toCollection(TreeSet::new))));
    assertThat(versions).containsKeys(FAMILIES.toArray(String[]::new));
    APART.forEach(versions.keySet()::remove);
    assertThat(versions).allSatisfy((family, those) -> assertThat(those).as(family).hasSize(1));
  }

  /// Some parts of Jackson leave out a last zero: `2.23` belongs to `2.23.0`.
  private static String version(Path jar) {
    return jar.getParent().getFileName().toString().replaceAll("[.]0$", "");
  }

  /// In a repository a jar lies at `org/example/artifact/1.0/artifact-1.0.jar`.
  private static String family(Path jar) {
    var group = jar.getParent().getParent().getParent().toString().replace(File.separatorChar, '.');
    return Stream.concat(FAMILIES.stream(), APART.stream())
        .filter(name -> (group + ".").contains("." + name + "."))
        .findFirst()
        .orElse(group);
  }
}
