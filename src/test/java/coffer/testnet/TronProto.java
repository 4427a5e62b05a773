package coffer.testnet;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.HexFormat;
import java.util.List;

/// Protobuf messages as TRON's protocol has them (Tron.proto and the contracts'), without its
/// generated classes: fields by number, those that are zero or empty left out.
final class TronProto {
  private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

  static TronProto message() {
    return new TronProto();
  }

  TronProto number(int field, long value) {
    if (value != 0) fields.addField(field, Field.newBuilder().addVarint(value).build());
    return this;
  }

  TronProto bytes(int field, byte[] value) {
    if (value.length > 0) always(field, value);
    return this;
  }

  TronProto hex(int field, String value) {
    return bytes(field, HexFormat.of().parseHex(value));
  }

  TronProto text(int field, String value) {
    return bytes(field, value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /// A message within, or one element of a list: told even if it is empty.
  TronProto always(int field, byte[] value) {
    var added = Field.newBuilder().addLengthDelimited(ByteString.copyFrom(value)).build();
    fields.mergeField(field, added);
    return this;
  }

  byte[] encoded() {
    return fields.build().toByteArray();
  }

  /// A message that was read.
  record Read(UnknownFieldSet fields) {
    /// @throws IllegalArgumentException if this is no message
    static Read of(byte[] bytes) {
      try {
        return new Read(UnknownFieldSet.parseFrom(bytes));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }

    long number(int field) {
      var values = fields.getField(field).getVarintList();
      return values.isEmpty() ? 0 : values.getLast();
    }

    byte[] bytes(int field) {
      var values = all(field);
      return values.isEmpty() ? new byte[0] : values.getLast();
    }

    List<byte[]> all(int field) {
      return fields.getField(field).getLengthDelimitedList().stream()
          .map(ByteString::toByteArray)
          .toList();
    }

    Read message(int field) {
      return of(bytes(field));
    }
  }
}
