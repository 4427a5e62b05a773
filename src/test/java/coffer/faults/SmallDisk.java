package coffer.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder with little room, which can be filled to the last byte. Needs the right to mount a
/// tmpfs: without it the test is skipped.
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /// @param folder what is in it is hidden until the end, but for links, which are taken along
  static SmallDisk over(Path folder, int megabytes) throws Exception {
    Path link;
    try (var files = Files.list(folder)) {
      link = files.filter(Files::isSymbolicLink).findFirst().orElseThrow();
    }
    var target = Files.readSymbolicLink(link);
    var mounted =
        run(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "mode=755,size=" + megabytes + "m",
            "tmpfs",
            folder.toString());
    assumeTrue(mounted, "no right to mount a small disk here");
    Files.createSymbolicLink(link, target);
    return new SmallDisk(folder);
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /// Not a byte is left.
  void fill() throws IOException {
    var bytes = new byte[4096];
    try (var out = Files.newOutputStream(folder.resolve("ballast"))) {
      while (true) out.write(bytes);
    } catch (IOException _) {
      if (!Files.exists(folder.resolve("ballast"))) throw new IOException("nothing was written");
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(folder.resolve("ballast"));
  }

  @Override
  public void close() throws IOException {
    try {
      if (!run("umount", "-l", folder.toString())) throw new IOException("still in use: " + folder);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
