package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrSegment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The image is what another reader of PNGs takes it for.
final class QrPngTest {
  private static final int SCALE = 6;
  private static final int QUIET = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq?amount=0.00111112",
        "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf",
        "ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7@1?value=3e16",
        "x",
      })
  void everyPixelIsAModule(String text) throws Exception {
    var code =
        QrCode.encodeSegments(QrSegment.makeSegments(text), QrCode.Ecc.MEDIUM, 1, 40, 3, false);
    var image = image(QrPng.dataUri(text));
    assertThat(image.getWidth()).isEqualTo((code.size + 2 * QUIET) * SCALE);
    assertThat(image.getHeight()).isEqualTo(image.getWidth());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean dark = code.getModule(x / SCALE - QUIET, y / SCALE - QUIET);
        assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(dark ? 0 : 0xffffff);
      }
    }
  }

  @Test
  void itIsSmall() {
    var uri = QrPng.dataUri("ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7@1?value=3e16");
    assertThat(uri).startsWith("data:image/png;base64,iVBORw0KGgo").hasSizeLessThan(2500);
  }

  private static BufferedImage image(String uri) throws Exception {
    var png = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    var image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image).as("a PNG that can be read").isNotNull();
    return image;
  }
}
