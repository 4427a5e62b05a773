package coffer.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/// A clock for one process that can be set wrong while it runs, by libfaketime (Debian:
/// libfaketime). How much time passes is not touched: a machine's monotonic counter is never set.
final class FakeTime {
  private final Path library;
  private final Path file;

  private FakeTime(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /// @param folder that every process can read
  static FakeTime orSkip(Path folder) throws IOException {
    var library = library();
    var required =
        Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("").contains("faketime");
    assumeTrue(library.isPresent() || required, "there is no libfaketime");
    var time = new FakeTime(library.orElseThrow(), folder.resolve("faketime"));
    time.set(0);
    return time;
  }

  private static Optional<Path> library() throws IOException {
    for (var arch : new String[] {"x86_64", "aarch64"}) {
      var path = Path.of("/usr/lib/" + arch + "-linux-gnu/faketime/libfaketime.so.1");
      if (Files.exists(path)) return Optional.of(path);
    }
    return Optional.empty();
  }

  /// @param seconds that the clock is ahead, or behind if below zero, from now on
  void set(int seconds) throws IOException {
    var next = Files.writeString(file.resolveSibling("faketime.next"), "%+d\n".formatted(seconds));
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// What a process must be started with.
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1");
  }
}
