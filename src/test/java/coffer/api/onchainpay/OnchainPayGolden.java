package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What goes over the wire, to the byte: a change in these files is a change of the API.
final class OnchainPayGolden {
  private static final Path FOLDER = Path.of("src/test/resources/coffer/api/onchainpay");

  private OnchainPayGolden() {}

  /// With `-Dgolden.write=true` the file is written anew.
  static void check(String name, String text) {
    try {
      var file = FOLDER.resolve(name);
      if (Boolean.getBoolean("golden.write")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      assertThat(text).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
