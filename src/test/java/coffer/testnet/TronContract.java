package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The one contract of a transaction: what it is, and the fields of its message.
///
/// @param fields by their names in the protocol; numbers as [Long], bytes as `byte[]`
record TronContract(Type type, Map<String, Object> fields) {
  private static final String BYTECODE = "6080604052";

  enum Kind {
    NUMBER,
    BYTES,
    /// bytes that are shown as text where addresses are shown in Base58
    NAME,
    /// a `SmartContract`, of which only the sun that it is made with is of interest
    CONTRACT
  }

  private record Field(String name, int number, Kind kind) {}

  /// The types that are known here, with their numbers in the protocol.
  enum Type {
    AccountCreateContract(0, "owner_address 1 BYTES", "account_address 2 BYTES"),
    TransferContract(1, "owner_address 1 BYTES", "to_address 2 BYTES", "amount 3 NUMBER"),
    TransferAssetContract(
        2, "asset_name 1 NAME", "owner_address 2 BYTES", "to_address 3 BYTES", "amount 4 NUMBER"),
    ParticipateAssetIssueContract(
        9, "owner_address 1 BYTES", "to_address 2 BYTES", "asset_name 3 NAME", "amount 4 NUMBER"),
    CreateSmartContract(30, "owner_address 1 BYTES", "new_contract 2 CONTRACT"),
    TriggerSmartContract(
        31,
        "owner_address 1 BYTES",
        "contract_address 2 BYTES",
        "call_value 3 NUMBER",
        "data 4 BYTES",
        "call_token_value 5 NUMBER",
        "token_id 6 NUMBER"),
    FreezeBalanceV2Contract(
        54, "owner_address 1 BYTES", "frozen_balance 2 NUMBER", "resource 3 NUMBER");

    private final int number;
    private final List<Field> fields;

    Type(int number, String... fields) {
      this.number = number;
      this.fields = Arrays.stream(fields).map(Type::field).toList();
    }

    private static Field field(String text) {
      var parts = text.split(" ");
      return new Field(parts[0], Integer.parseInt(parts[1]), Kind.valueOf(parts[2]));
    }

    String url() {
      return "type.googleapis.com/protocol." + name();
    }

    static Type of(long number) {
      return Arrays.stream(values())
          .filter(type -> type.number == number)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("contract type " + number));
    }
  }

  /// @param fields names and values in turn; addresses as 41 and 20 bytes
  static TronContract of(Type type, Object... fields) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < fields.length; i += 2) map.put((String) fields[i], fields[i + 1]);
    return new TronContract(type, map);
  }

  long number(String name) {
    return (Long) fields.getOrDefault(name, 0L);
  }

  byte[] bytes(String name) {
    return (byte[]) fields.getOrDefault(name, new byte[0]);
  }

  /// An address without its 41, in hex.
  String account(String name) {
    var bytes = bytes(name);
    return bytes.length == 21 ? HexFormat.of().formatHex(bytes, 1, 21) : "";
  }

  // Protobuf

  /// `SmartContract`
  private static byte[] made(long callValue) {
    return TronProto.message()
        .bytes(4, HexFormat.of().parseHex(BYTECODE))
        .number(5, callValue)
        .text(7, "Made")
        .encoded();
  }

  /// `Transaction.Contract`
  byte[] encoded() {
    var message = TronProto.message();
    for (var field : type.fields) {
      switch (field.kind) {
        case NUMBER -> message.number(field.number, number(field.name));
        case BYTES, NAME -> message.bytes(field.number, bytes(field.name));
        case CONTRACT -> message.bytes(field.number, made(number(field.name)));
      }
    }
    var any = TronProto.message().text(1, type.url()).bytes(2, message.encoded());
    return TronProto.message().number(1, type.number).always(2, any.encoded()).encoded();
  }

  static TronContract read(TronProto.Read contract) {
    var type = Type.of(contract.number(1));
    var any = contract.message(2);
    if (!new String(any.bytes(1), UTF_8).equals(type.url())) {
      throw new IllegalArgumentException("type and type_url differ");
    }
    var message = any.message(2);
    var fields = new LinkedHashMap<String, Object>();
    for (var field : type.fields) {
      switch (field.kind) {
        case NUMBER -> fields.put(field.name, message.number(field.number));
        case BYTES, NAME -> fields.put(field.name, message.bytes(field.number));
        case CONTRACT -> fields.put(field.name, message.message(field.number).number(5));
      }
    }
    return new TronContract(type, fields);
  }

  // JSON

  /// @param visible addresses in Base58, names as text
  ObjectNode json(boolean visible) {
    var value = JsonNodeFactory.instance.objectNode();
    for (var field : type.fields) {
      switch (field.kind) {
        case NUMBER -> {
          if (number(field.name) != 0) value.put(field.name, number(field.name));
        }
        case BYTES, NAME -> {
          var bytes = bytes(field.name);
          if (bytes.length > 0) value.put(field.name, text(field, bytes, visible));
        }
        case CONTRACT -> {
          var made = value.putObject(field.name);
          made.put("bytecode", BYTECODE).put("name", "Made");
          if (number(field.name) != 0) made.put("call_value", number(field.name));
        }
      }
    }
    var contract = JsonNodeFactory.instance.objectNode();
    var parameter = contract.putObject("parameter");
    parameter.set("value", value);
    parameter.put("type_url", type.url());
    contract.put("type", type.name());
    return contract;
  }

  private static String text(Field field, byte[] bytes, boolean visible) {
    if (visible && field.kind == Kind.NAME) return new String(bytes, UTF_8);
    var address = field.name.endsWith("_address");
    return address ? TronKey.text(bytes, visible) : HexFormat.of().formatHex(bytes);
  }

  static TronContract read(JsonNode contract, boolean visible) {
    var type = Type.valueOf(contract.path("type").asString());
    var value = contract.at("/parameter/value");
    var fields = new LinkedHashMap<String, Object>();
    for (var field : type.fields) {
      var told = value.path(field.name);
      if (told.isMissingNode()) continue;
      switch (field.kind) {
        case NUMBER -> fields.put(field.name, told.asLong());
        case CONTRACT -> fields.put(field.name, told.path("call_value").asLong(0));
        case NAME ->
            fields.put(
                field.name,
                visible
                    ? told.asString().getBytes(UTF_8)
                    : HexFormat.of().parseHex(told.asString()));
        case BYTES -> {
          var address = field.name.endsWith("_address");
          fields.put(
              field.name,
              address
                  ? TronKey.bytes(told.asString(), visible)
                  : HexFormat.of().parseHex(told.asString()));
        }
      }
    }
    return new TronContract(type, fields);
  }
}
