package coffer.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.db.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// How the JSON of a snapshot is stored: with DEFLATE and a dictionary of text that nearly all
/// snapshots contain. Every settled invoice leaves five snapshots for ever; this stores them in a
/// tenth of their size.
///
/// The first byte is the number of the format. A format that was in use never changes: a better
/// one gets the next number. Format 1 is the text with the first dictionary. Format 2 is the text
/// with its ids as bytes and the second dictionary.
public final class SnapshotText {
  private static final byte FIRST = 1;
  private static final byte SECOND = 2;
  private static final byte[] FIRST_DICTIONARY = dictionary("snapshot-1.txt");
  private static final byte[] SECOND_DICTIONARY = dictionary("snapshot-2.txt");
  private static final int BLOCK = 4096;

  private SnapshotText() {}

  /// @param json any JSON; the usual text of snapshots becomes small
  public static byte[] pack(String json) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setDictionary(SECOND_DICTIONARY);
      deflater.setInput(SnapshotIds.toBytes(json.getBytes(UTF_8)));
      deflater.finish();
      var packed = new ByteArrayOutputStream(512);
      packed.write(SECOND);
      var block = new byte[BLOCK];
      while (!deflater.finished()) packed.write(block, 0, deflater.deflate(block));
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  static String unpack(byte[] packed) {
    var json =
        switch (packed[0]) {
          case FIRST -> inflate(packed, FIRST_DICTIONARY);
          case SECOND -> SnapshotIds.toText(inflate(packed, SECOND_DICTIONARY));
          default -> throw new IllegalStateException("unknown format " + packed[0]);
        };
    return new String(json, UTF_8);
  }

  private static byte[] inflate(byte[] packed, byte[] dictionary) {
    var inflater = new Inflater(true);
    try {
      inflater.setDictionary(dictionary);
      inflater.setInput(packed, 1, packed.length - 1);
      var text = new ByteArrayOutputStream(BLOCK);
      var block = new byte[BLOCK];
      while (!inflater.finished()) {
        int read = inflater.inflate(block);
        if (read == 0 && inflater.needsInput()) throw new IllegalStateException("cut off");
        text.write(block, 0, read);
      }
      return text.toByteArray();
    } catch (DataFormatException e) {
      throw new IllegalStateException("a snapshot cannot be read", e);
    } finally {
      inflater.end();
    }
  }

  /// @param row with the columns `snapshot`, which older rows have, and `packed`
  public static String read(Row row) throws SQLException {
    var plain = row.maybeText("snapshot");
    return plain.isPresent() ? plain.get() : unpack(row.bytes("packed"));
  }

  private static byte[] dictionary(String name) {
    try (var in = SnapshotText.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
