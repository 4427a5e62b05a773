package coffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a folder of its own, with a Maven and JDKs that only say what they were asked.
final class LauncherTest {
  private static final String TOOLS =
      "sh cat cksum cp dirname find flock grep head mkdir mv pwd readlink rm sed sleep sort tee tr uniq";

  @TempDir Path home;

  private record Result(int status, String output) {}

  @BeforeEach
  void aProject() throws IOException {
    Files.copy(Path.of("coffer"), home.resolve("coffer"));
    home.resolve("coffer").toFile().setExecutable(true);
    write("pom.xml", "<project/>");
    write(".mvn/jvm.config", "");
    write("src/main/java/A.java", "class A {}");
    var bin = Files.createDirectories(home.resolve("bin"));
    for (var tool : TOOLS.split(" ")) {
      var real =
          Arrays.stream(System.getenv("PATH").split(":"))
              .map(dir -> Path.of(dir, tool))
              .filter(Files::isExecutable)
              .findFirst();
      if (real.isPresent()) Files.createSymbolicLink(bin.resolve(tool), real.get());
    }
    // A slow build, so that two starts at once overlap.
    script(
        "bin/mvn",
        """
        echo "build $JAVA_HOME $*" >>builds.log
        sleep 0.3
        mkdir -p target; echo jar >target/coffer.jar
        """);
  }

  @Test
  void picksTheJdkThatWillDoWhateverTheDefaultIs() throws Exception {
    jdk("jvm/jdk-17", "17.0.15");
    jdk("jvm/jdk-26", "26");
    jdk("jvm/jdk-25", "25.0.1");
    var result = run(List.of("help"));
    assertThat(result.output()).contains("java 25.0.1 ").contains("-jar").endsWith("help\n");
    assertThat(builds()).singleElement().asString().contains("jvm/jdk-25");
  }

  @Test
  void javaHomeIsTheUsersWordUnlessItIsTooOld() throws Exception {
    jdk("jvm/jdk-25", "25.0.1");
    jdk("mine", "26.0.2");
    jdk("old", "21.0.2");
    assertThat(run(List.of("help"), "JAVA_HOME=" + home.resolve("mine")).output())
        .contains("java 26.0.2 ");
    assertThat(run(List.of("help"), "JAVA_HOME=" + home.resolve("old")).output())
        .contains("java 25.0.1 ");
  }

  @Test
  void findsTheOneOfSdkman() throws Exception {
    jdk(".sdkman/candidates/java/25-tem", "25");
    assertThat(run(List.of("help")).output()).contains("java 25 ");
  }

  @Test
  void saysHowToInstallWhatIsMissing() throws Exception {
    jdk("jvm/jdk-17", "17.0.15");
    var without = run(List.of("help"));
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.output()).contains("JDK 25", "apt-get install openjdk-25", "sdk install");
    jdk("jvm/jdk-25", "25");
    Files.delete(home.resolve("bin/mvn"));
    var withoutMaven = run(List.of("help"));
    assertThat(withoutMaven.status()).isEqualTo(1);
    assertThat(withoutMaven.output()).contains("Maven", "apt-get install maven");
  }

  @Test
  void buildsOnceAndAgainWhenASourceChanged() throws Exception {
    jdk("jvm/jdk-25", "25");
    run(List.of("help"));
    run(List.of("help"));
    assertThat(builds()).hasSize(1);
    write("src/main/java/A.java", "class A { int b; }");
    run(List.of("help"));
    assertThat(builds()).hasSize(2);
    write("src/test/java/ATest.java", "class ATest {}");
    run(List.of("help"));
    assertThat(builds()).hasSize(2);
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    jdk("jvm/jdk-25", "25");
    var first = start(List.of("help"));
    var second = start(List.of("help"));
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void testPassesItsArgumentsOnAndFailsAsMavenFails() throws Exception {
    jdk("jvm/jdk-25", "25");
    assertThat(run(List.of("test", "-Dtest=Some Test")).status()).isZero();
    assertThat(builds()).singleElement().asString().endsWith("verify -Dtest=Some Test");
    script("bin/mvn", "echo '[ERROR] Tests run: 3, Failures: 1'; exit 1");
    var failed = run(List.of("test"));
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.output()).contains("Tests run: 3, Failures: 1", "the tests failed");
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(home.resolve("builds.log"));
  }

  private Result run(List<String> args, String... environment) throws Exception {
    var process = start(args, environment);
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }

  private Process start(List<String> args, String... environment) throws IOException {
    var command = new ArrayList<>(List.of(home.resolve("coffer").toString()));
    command.addAll(args);
    var builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", home.resolve("bin").toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("COFFER_JVM_DIRS", home.resolve("jvm").toString());
    for (var variable : environment) {
      builder.environment().put(variable.split("=")[0], variable.split("=")[1]);
    }
    return builder.start();
  }

  private void jdk(String folder, String version) throws IOException {
    script(folder + "/bin/java", "echo java " + version + " \"$@\"");
    script(folder + "/bin/javac", "");
    write(folder + "/release", "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  private void script(String file, String body) throws IOException {
    write(file, "#!/bin/sh\n" + body);
    home.resolve(file).toFile().setExecutable(true);
  }

  private void write(String file, String text) throws IOException {
    var path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
