package coffer.core.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// Writes the UUIDs and the hashes in a JSON text as bytes, and as text again. DEFLATE cannot
/// shorten random hex digits by much: as bytes they take half of the space.
///
/// A UUID becomes the byte 1 and its 16 bytes. A hash of 64 lower-case hex digits becomes the byte
/// 2 and its 32 bytes. JSON has no such control characters: it must write them as `\u0001`.
final class SnapshotIds {
  private static final byte UUID = 1;
  private static final byte HASH = 2;
  private static final int UUID_TEXT = 36;
  private static final int UUID_BYTES = 16;
  private static final int HASH_TEXT = 64;
  private static final int HASH_BYTES = 32;

  private SnapshotIds() {}

  /// @param json in UTF-8
  /// @throws IllegalArgumentException if the text has a byte 1 or 2, so that it is not JSON
  static byte[] toBytes(byte[] json) {
    var out = new ByteArrayOutputStream(json.length);
    int at = 0;
    while (at < json.length) {
      if (isUuid(json, at)) {
        write(out, UUID, text(json, at, UUID_TEXT).replace("-", ""));
        at += UUID_TEXT;
      } else if (isHex(json, at, HASH_TEXT)) {
        write(out, HASH, text(json, at, HASH_TEXT));
        at += HASH_TEXT;
      } else if (json[at] == UUID || json[at] == HASH) {
        throw new IllegalArgumentException("a control character in JSON");
      } else {
        out.write(json[at++]);
      }
    }
    return out.toByteArray();
  }

  static byte[] toText(byte[] bytes) {
    var out = new ByteArrayOutputStream(2 * bytes.length);
    int at = 0;
    while (at < bytes.length) {
      var next = bytes[at++];
      if (next == UUID) {
        var hex = HexFormat.of().formatHex(bytes, at, at + UUID_BYTES);
        var parts = new StringBuilder(hex).insert(20, '-').insert(16, '-').insert(12, '-');
        out.writeBytes(parts.insert(8, '-').toString().getBytes(ISO_8859_1));
        at += UUID_BYTES;
      } else if (next == HASH) {
        out.writeBytes(HexFormat.of().formatHex(bytes, at, at + HASH_BYTES).getBytes(ISO_8859_1));
        at += HASH_BYTES;
      } else {
        out.write(next);
      }
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, byte kind, String hex) {
    out.write(kind);
    out.writeBytes(HexFormat.of().parseHex(hex));
  }

  private static String text(byte[] json, int at, int length) {
    return new String(json, at, length, ISO_8859_1);
  }

  private static boolean isUuid(byte[] json, int at) {
    return isHex(json, at, 8)
        && isDash(json, at + 8)
        && isHex(json, at + 9, 4)
        && isDash(json, at + 13)
        && isHex(json, at + 14, 4)
        && isDash(json, at + 18)
        && isHex(json, at + 19, 4)
        && isDash(json, at + 23)
        && isHex(json, at + 24, 12);
  }

  private static boolean isDash(byte[] json, int at) {
    return at < json.length && json[at] == '-';
  }

  private static boolean isHex(byte[] json, int from, int length) {
    if (from + length > json.length) return false;
    for (int i = from; i < from + length; i++) {
      boolean digit = json[i] >= '0' && json[i] <= '9';
      boolean letter = json[i] >= 'a' && json[i] <= 'f';
      if (!digit && !letter) return false;
    }
    return true;
  }
}
