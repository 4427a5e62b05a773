package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.app.config.CatalogueFile;
import coffer.app.config.Config;
import coffer.app.config.ConfigFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What an operator wrote: the configuration and the catalogue. Refused by a list of what is wrong.
public final class SettingsFuzz {
  private static final Path FILE = file();

  private SettingsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var text = new String(input, UTF_8);
    try {
      CatalogueFile.of(text);
    } catch (CatalogueFile.Problems _) {
      // refused
    }
    if (text.contains("/")) text = text.replace("/dev", "").replace("/proc", ""); // endless files
    try {
      Files.writeString(FILE, text);
      ConfigFile.read(FILE, Map.of());
    } catch (Config.Invalid _) {
      // refused
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file() {
    try {
      var file = Files.createTempFile("settings", ".toml");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
