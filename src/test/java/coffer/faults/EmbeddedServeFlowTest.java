package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.db.MasterKey;
import coffer.db.ServerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `serve` with the PostgreSQL that it brings along, which ends, hangs, or is gone for good.
@Faults
class EmbeddedServeFlowTest {
  private final ServerFolder folder = new ServerFolder();
  private final Path log = folder.data().resolve("serve.log");

  @AfterEach
  void remove() throws IOException {
    await().until(() -> postmaster().isEmpty());
    folder.close();
  }

  @Test
  void itIsStartedAgainAndReadinessAndStoppingWaitForItNoLongerThanTheySay() throws Exception {
    int port = Site.port();
    try (var server = ServerProcess.start(config(port), port, log).awaitReady()) {
      var killed = postmaster().orElseThrow();
      killed.destroyForcibly();
      killed.onExit().join();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> postmaster().filter(p -> p.pid() != killed.pid()).isPresent());
      await().atMost(Duration.ofSeconds(30)).until(() -> ServerProcess.ready(port));

      var hanging = postmaster().orElseThrow();
      var all = Stream.concat(Stream.of(hanging), hanging.children()).toList();
      signal("STOP", all);
      try {
        await()
            .pollDelay(Duration.ZERO)
            .atMost(Duration.ofSeconds(3))
            .until(() -> !ServerProcess.ready(port));
        var began = System.nanoTime();
        server.process().destroy();
        assertThat(server.process().waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(server.process().exitValue()).isEqualTo(143);
      } finally {
        signal("CONT", all);
      }
    }
  }

  @Test
  void ifItCannotBeStartedAgainTheProcessEndsAndSaysSo() throws Exception {
    int port = Site.port();
    try (var server = ServerProcess.start(config(port), port, log).awaitReady()) {
      var killed = postmaster().orElseThrow();
      var data = folder.postgres().resolve("data");
      Files.move(data.resolve("global"), data.resolve("not-global"));
      killed.destroyForcibly();
      assertThat(server.process().waitFor(40, TimeUnit.SECONDS)).isTrue();
      assertThat(server.process().exitValue()).isEqualTo(1);
      assertThat(log).content().contains("PostgreSQL ended and does not start again");
    }
  }

  private Path config(int port) throws IOException {
    MasterKey.generate().write(folder.data().resolve("master.key"));
    return Files.writeString(
        folder.data().resolve("coffer.toml"),
        """
        data = "."
        postgres_user = "nobody"
        [http]
        port = %d
        public_url = "http://127.0.0.1:%d"
        drain = "10s"
        [secrets]
        master_key_file = "master.key"
        [rates]
        sources = []
        [logs]
        format = "text"
        """
            .formatted(port, port));
  }

  private java.util.Optional<ProcessHandle> postmaster() {
    try {
      var pid = Files.readAllLines(folder.postgres().resolve("data/postmaster.pid")).getFirst();
      return ProcessHandle.of(Long.parseLong(pid.strip()));
    } catch (IOException | RuntimeException _) {
      return java.util.Optional.empty();
    }
  }

  private static void signal(String name, List<ProcessHandle> processes) throws Exception {
    for (var process : processes) {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    }
  }
}
