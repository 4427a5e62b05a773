package coffer.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import coffer.api.coffer.QueryFuzz;
import coffer.api.coffer.RequestFuzz;
import coffer.app.SettingsFuzz;
import coffer.chain.evm.AnswerFuzz;
import coffer.http.HeaderFuzz;
import coffer.webhook.UrlFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Parsers refuse what they cannot read in the one way that they say, soon, and never else.
///
/// `-Dseed=7` repeats the random changes; `-Dfuzz.seconds=60` has Jazzer search for so long in each
/// target, led by what the code does: what it finds is kept in src/test/resources/fuzz.
class FuzzTest {
  private static final int CHANGES = 2_000;
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  enum Target {
    REQUEST(RequestFuzz.class, RequestFuzz::fuzzerTestOneInput),
    QUERY(QueryFuzz.class, QueryFuzz::fuzzerTestOneInput),
    HEADER(HeaderFuzz.class, HeaderFuzz::fuzzerTestOneInput),
    ADDRESS(AddressFuzz.class, AddressFuzz::fuzzerTestOneInput),
    ANSWER(AnswerFuzz.class, AnswerFuzz::fuzzerTestOneInput),
    SETTINGS(SettingsFuzz.class, SettingsFuzz::fuzzerTestOneInput),
    URL(UrlFuzz.class, UrlFuzz::fuzzerTestOneInput);

    private final Class<?> type;
    private final Consumer<byte[]> run;

    Target(Class<?> type, Consumer<byte[]> run) {
      this.type = type;
      this.run = run;
    }

    Path kept() {
      return Path.of("src/test/resources/fuzz", name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatWasFoundBeforeAndWhatIsLikeIt(Target target) throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    var inputs = inputs(target.kept());
    assertThat(inputs).isNotEmpty();
    for (var input : inputs) run(target, input, seed);
    for (int i = 0; i < CHANGES; i++) {
      var one = inputs.get(random.nextInt(inputs.size()));
      var other = inputs.get(random.nextInt(inputs.size()));
      run(target, changed(one, other, random), seed);
    }
  }

  private static void run(Target target, byte[] input, long seed) {
    var begun = System.nanoTime();
    try {
      target.run.accept(input);
    } catch (RuntimeException | Error e) {
      var shown = Base64.getEncoder().encodeToString(input);
      throw new AssertionError("seed %d, input in Base64: %s".formatted(seed, shown), e);
    }
    assertThat(System.nanoTime() - begun).as("seed %d", seed).isLessThan(LONGEST);
  }

  private static byte[] changed(byte[] one, byte[] other, Random random) {
    var bytes = one;
    for (int i = 0; i <= random.nextInt(4); i++) {
      int at = random.nextInt(bytes.length + 1);
      int end = Math.min(bytes.length, at + random.nextInt(8));
      var middle =
          switch (random.nextInt(5)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) random.nextInt(256)};
            case 2 -> slice(other, random);
            case 3 -> slice(bytes, random);
            default ->
                String.valueOf(random.nextLong())
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          };
      var joined = new java.io.ByteArrayOutputStream();
      joined.write(bytes, 0, at);
      joined.writeBytes(middle);
      joined.write(bytes, end, bytes.length - end);
      bytes = joined.toByteArray();
    }
    return bytes;
  }

  private static byte[] slice(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = from + random.nextInt(bytes.length - from + 1);
    return java.util.Arrays.copyOfRange(bytes, from, to);
  }

  private static List<byte[]> inputs(Path folder) throws IOException {
    var inputs = new ArrayList<byte[]>();
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList()) inputs.add(Files.readAllBytes(file));
    }
    return inputs;
  }

  @ParameterizedTest
  @EnumSource
  void jazzerFindsNothing(Target target) throws Exception {
    var seconds = Integer.getInteger("fuzz.seconds", 0);
    assumeTrue(seconds > 0, "asked for by -Dfuzz.seconds");
    var folder = Path.of("target/fuzz", target.name()).toAbsolutePath();
    var grown = Files.createDirectories(folder.resolve("grown"));
    var log = folder.resolve("log.txt");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type.getName(),
                "--instrumentation_includes=coffer.**",
                "-artifact_prefix=" + folder + "/",
                "-timeout=5",
                "-rss_limit_mb=3000",
                "-max_total_time=" + seconds,
                "-print_final_stats=1",
                grown.toString(),
                target.kept().toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var said = process.waitFor();
    var lines = Files.readAllLines(log);
    lines.stream()
        .filter(line -> line.contains("DONE") || line.startsWith("== Java"))
        .forEach(line -> System.out.println("fuzz: " + target + " " + line));
    assertThat(said)
        .as(String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())))
        .isZero();
  }
}
