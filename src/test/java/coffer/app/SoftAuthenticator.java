package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A device with one passkey, in software. What an attacker could change can be changed.
final class SoftAuthenticator {
  static final int PRESENT = 0x01;
  static final int VERIFIED = 0x04;
  private static final int NEW_KEY = 0x40;
  private static final JsonMapper JSON = new JsonMapper();

  final byte[] id = new byte[32];
  private final KeyPair keys;
  private byte[] handle = new byte[0];
  int flags = PRESENT | VERIFIED;
  int counter = 1;
  String origin;
  String host = "localhost";

  SoftAuthenticator(String origin) {
    this.origin = origin;
    new SecureRandom().nextBytes(id);
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Another device that says it has this one's passkey, with a key of its own.
  SoftAuthenticator impostor() {
    var other = new SoftAuthenticator(origin);
    System.arraycopy(id, 0, other.id, 0, id.length);
    other.handle = handle;
    other.counter = 1_000;
    return other;
  }

  void belongsTo(byte[] otherHandle) {
    handle = otherHandle;
  }

  byte[] handle() {
    return handle;
  }

  /// The answer to the options of a new passkey.
  String create(String options) {
    var asked = JSON.readTree(options).path("publicKey");
    handle = bytes(asked.path("user").path("id").asString());
    var client = client("webauthn.create", asked);
    var data = new ByteArrayOutputStream();
    data.writeBytes(new byte[] {(byte) 0xa3});
    data.writeBytes(text("fmt"));
    data.writeBytes(text("none"));
    data.writeBytes(text("attStmt"));
    data.writeBytes(new byte[] {(byte) 0xa0});
    data.writeBytes(text("authData"));
    data.writeBytes(string(registered()));
    return answer(
        Map.of("clientDataJSON", text64(client), "attestationObject", text64(data.toByteArray())));
  }

  /// The answer to the options of a signature.
  String sign(String options) {
    var asked = JSON.readTree(options).path("publicKey");
    var client = client("webauthn.get", asked);
    var data = authenticatorData(flags);
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(data);
      signature.update(sha256(client));
      return answer(
          Map.of(
              "clientDataJSON", text64(client),
              "authenticatorData", text64(data),
              "signature", text64(signature.sign()),
              "userHandle", text64(handle)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String answer(Map<String, String> response) {
    return JSON.writeValueAsString(
        Map.of(
            "id", text64(id),
            "rawId", text64(id),
            "type", "public-key",
            "response", response,
            "clientExtensionResults", Map.of()));
  }

  private byte[] client(String type, JsonNode asked) {
    return JSON.writeValueAsString(
            Map.of("type", type, "challenge", asked.path("challenge").asString(), "origin", origin))
        .getBytes(UTF_8);
  }

  private byte[] authenticatorData(int withFlags) {
    return ByteBuffer.allocate(37)
        .put(sha256(host.getBytes(UTF_8)))
        .put((byte) withFlags)
        .putInt(counter)
        .array();
  }

  private byte[] registered() {
    var key = (ECPublicKey) keys.getPublic();
    var data = new ByteArrayOutputStream();
    data.writeBytes(authenticatorData(flags | NEW_KEY));
    data.writeBytes(new byte[16]); // of no known model
    data.writeBytes(new byte[] {0, (byte) id.length});
    data.writeBytes(id);
    data.writeBytes(new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21});
    data.writeBytes(string(coordinate(key.getW().getAffineX())));
    data.writeBytes(new byte[] {0x22});
    data.writeBytes(string(coordinate(key.getW().getAffineY())));
    return data.toByteArray();
  }

  private static byte[] coordinate(BigInteger value) {
    var bytes = new byte[32];
    var all = value.toByteArray();
    int length = Math.min(32, all.length);
    System.arraycopy(all, all.length - length, bytes, 32 - length, length);
    return bytes;
  }

  /// CBOR of a text shorter than 24 bytes.
  private static byte[] text(String text) {
    return ByteBuffer.allocate(1 + text.length())
        .put((byte) (0x60 + text.length()))
        .put(text.getBytes(UTF_8))
        .array();
  }

  /// CBOR of a string of 24 to 255 bytes.
  private static byte[] string(byte[] bytes) {
    return ByteBuffer.allocate(2 + bytes.length)
        .put((byte) 0x58)
        .put((byte) bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
