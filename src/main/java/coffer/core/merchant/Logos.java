package coffer.core.merchant;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Tx;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// The logos of projects. A logo is drawn anew and kept as PNG, so that only pixels of what was
/// sent remain: no script, no text, and no second file behind the picture.
public final class Logos {
  public static final int MAX_BYTES = 200 << 10;
  public static final int MAX_SIDE = 1000;
  public static final int MIN_SIDE = 16;

  /// A logo is shown 2 rem high. This is enough for screens with three pixels for one.
  private static final int KEPT_WIDTH = 480;

  private static final int KEPT_HEIGHT = 120;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final String REASON =
      "Must be a PNG or JPEG picture of at most %d KiB, with sides of %d to %,d pixels."
          .formatted(MAX_BYTES >> 10, MIN_SIDE, MAX_SIDE);

  /// Replaces the logo. The caller has locked the project's settings, and saves the hash in them.
  ///
  /// @param picture PNG or JPEG
  /// @return the hash of what is kept
  /// @throws Rejection.Refused InvalidField `logo`, if it is no such picture
  public String put(Tx tx, Project project, byte[] picture, Instant now) {
    var png = drawnAnew(picture);
    var hash = hash(png);
    tx.update(
        """
        INSERT INTO project_logo (project_id, hash, png, added_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (project_id) DO UPDATE SET hash = excluded.hash, png = excluded.png, added_at = excluded.added_at
        """,
        project.id(),
        hash,
        png,
        now);
    return hash;
  }

  public void remove(Tx tx, Project project) {
    tx.update("DELETE FROM project_logo WHERE project_id = ?", project.id());
  }

  /// The PNG with this hash.
  public Optional<byte[]> find(Tx tx, String hash) {
    return tx.one(
        "SELECT png FROM project_logo WHERE hash = ? LIMIT 1", row -> row.bytes("png"), hash);
  }

  private static byte[] drawnAnew(byte[] picture) {
    var format =
        begins(picture, PNG)
            ? Optional.of("png")
            : begins(picture, JPEG) ? Optional.of("jpeg") : Optional.<String>empty();
    if (format.isEmpty() || picture.length > MAX_BYTES) throw refused();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
      var reader = ImageIO.getImageReadersByFormatName(format.get()).next();
      try {
        reader.setInput(in, true, true);
        return png(read(reader));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof Rejection.Refused refused) throw refused;
      throw refused();
    }
  }

  /// Looks at the size before it reads the pixels, which take four bytes each.
  private static BufferedImage read(ImageReader reader) throws IOException {
    if (!fits(reader.getWidth(0)) || !fits(reader.getHeight(0))) throw refused();
    return reader.read(0);
  }

  private static boolean fits(int side) {
    return side >= MIN_SIDE && side <= MAX_SIDE;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    double scale =
        Math.min(
            1,
            Math.min(
                (double) KEPT_WIDTH / image.getWidth(), (double) KEPT_HEIGHT / image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    var kept = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D pen = kept.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    pen.drawImage(image, 0, 0, width, height, null);
    pen.dispose();
    var out = new ByteArrayOutputStream();
    ImageIO.setUseCache(false); // it would write to a temporary file
    ImageIO.write(kept, "png", out);
    return out.toByteArray();
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return bytes.length > with.length && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }

  private static String hash(byte[] bytes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static Rejection.Refused refused() {
    return new Rejection.InvalidField(Field.Project.LOGO, REASON).asException();
  }
}
