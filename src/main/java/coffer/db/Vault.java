package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.operator.UserError;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// Seals secrets that must be read back (webhook and HMAC secrets, seeds) in the table `secret`:
/// AES-256-GCM with a random nonce in front of each. The associated data are the kind and id of the
/// row, so that a sealed value can be opened only in its own row. The row also contains the id of
/// the key.
///
/// To change the master key while nodes run: give every node the new key together with the old one,
/// then [#rotate], then remove the old one.
public final class Vault {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final MasterKey current;
  private final Map<String, MasterKey> keys = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();

  private Vault(MasterKey current, MasterKey... old) {
    this.current = current;
    for (var key : old) keys.put(key.id(), key);
    keys.put(current.id(), current);
  }

  /// Seals with the current key. Opens with the current key and the old ones.
  public static Vault of(MasterKey current, MasterKey... old) {
    return new Vault(current, old);
  }

  /// Stores a secret.
  ///
  /// @param kind `webhook`, `hmac`, `seed` or `totp`
  /// @return the id of its row
  public long seal(Tx tx, String kind, byte[] secret, Instant now) {
    long id = tx.id("SELECT nextval(pg_get_serial_sequence('secret', 'id')) AS id");
    tx.update(
        """
        INSERT INTO secret (id, kind, sealed, master_key_id, created_at) VALUES (?, ?, ?, ?, ?)
        """,
        id,
        kind,
        encrypt(current, id, kind, secret),
        current.id(),
        now);
    return id;
  }

  /// @throws UserError with the reason, if the row was sealed with an unknown key, or was changed
  /// @throws IllegalStateException if there is no such row
  public byte[] open(Tx tx, long id) {
    var sealed =
        tx.one("SELECT id, kind, sealed, master_key_id FROM secret WHERE id = ?", Sealed::new, id)
            .orElseThrow(() -> new IllegalStateException("there is no secret " + id));
    return open(sealed);
  }

  /// Checks early whether the key of every secret is known.
  ///
  /// @throws UserError if a secret was sealed with an unknown key
  public void verify(Tx tx) {
    tx.one(
            """
            SELECT id, kind, sealed, master_key_id FROM secret
            WHERE master_key_id <> ALL (?) ORDER BY id LIMIT 1
            """,
            Sealed::new,
            new Tx.Arr("text", keys.keySet()))
        .ifPresent(this::open);
  }

  /// Seals every row again with the next key. Skips rows that it has sealed already, so that an
  /// interrupted rotation can be repeated.
  ///
  /// @return the number of rows that were sealed again
  /// @throws UserError if a row was sealed with an unknown key; nothing may be committed then
  public int rotate(Tx tx, MasterKey next) {
    var rows =
        tx.list(
            """
            SELECT id, kind, sealed, master_key_id FROM secret
            WHERE master_key_id <> ? ORDER BY id FOR UPDATE
            """,
            Sealed::new,
            next.id());
    for (var row : rows) {
      tx.update(
          "UPDATE secret SET sealed = ?, master_key_id = ? WHERE id = ?",
          encrypt(next, row.id, row.kind, open(row)),
          next.id(),
          row.id);
    }
    return rows.size();
  }

  private static final class Sealed {
    private final long id;
    private final String kind;
    private final byte[] bytes;
    private final String keyId;

    Sealed(Row row) throws SQLException {
      id = row.number("id");
      kind = row.text("kind");
      bytes = row.bytes("sealed");
      keyId = row.text("master_key_id");
    }
  }

  private byte[] open(Sealed sealed) {
    var key = keys.get(sealed.keyId);
    if (key == null) {
      throw new UserError(
          "secret %d is sealed with the master key %s; here are only %s"
              .formatted(sealed.id, sealed.keyId, keys.keySet()));
    }
    try {
      var nonce = Arrays.copyOf(sealed.bytes, NONCE);
      var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, sealed.id, sealed.kind);
      return cipher.doFinal(sealed.bytes, NONCE, sealed.bytes.length - NONCE);
    } catch (AEADBadTagException | IllegalArgumentException e) {
      throw new UserError("secret " + sealed.id + " does not open: its row was changed", e);
    } catch (GeneralSecurityException e) {
      throw new UserError("secret " + sealed.id + " does not open", e);
    }
  }

  private byte[] encrypt(MasterKey key, long id, String kind, byte[] secret) {
    try {
      var nonce = new byte[NONCE];
      random.nextBytes(nonce);
      var encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, id, kind).doFinal(secret);
      var all = Arrays.copyOf(nonce, NONCE + encrypted.length);
      System.arraycopy(encrypted, 0, all, NONCE, encrypted.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("secret " + id + " cannot be sealed", e);
    }
  }

  private static Cipher cipher(int mode, MasterKey key, byte[] nonce, long id, String kind)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((kind + "/" + id).getBytes(UTF_8));
    return cipher;
  }
}
