package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultDbTest {
  @AutoClose private static final Db db = TestDb.create();

  private final MasterKey key = MasterKey.generate();
  private final Vault vault = Vault.of(key);

  @BeforeEach
  void empty() {
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          tx.update("DELETE FROM secret");
        });
  }

  @Test
  void opensWhatItSealedAndStoresNothingOfIt() {
    long id = seal(vault, "hmac", "correct horse");
    assertThat(open(vault, id)).isEqualTo("correct horse");
    assertThat(new String(bytes(id), UTF_8)).doesNotContain("correct");
    assertThat(Arrays.equals(bytes(id), bytes(seal(vault, "hmac", "correct horse")))).isFalse();
    assertThat(open(vault, seal(vault, "seed", ""))).isEmpty();
  }

  @Test
  void anotherKeyIsToldApartByItsId() {
    long id = seal(vault, "seed", "words");
    var other = MasterKey.generate();
    assertThatThrownBy(() -> open(Vault.of(other), id))
        .hasMessageContaining(key.id())
        .hasMessageContaining(other.id());
    assertThatThrownBy(() -> db.run(Vault.of(other)::verify)).hasMessageContaining(key.id());
    db.run(vault::verify);
    db.run(Vault.of(other, key)::verify);
  }

  @Test
  void aRowThatWasMovedOrChangedDoesNotOpen() {
    long one = seal(vault, "hmac", "one");
    long two = seal(vault, "hmac", "two");
    db.run(
        tx ->
            tx.update(
                "UPDATE secret SET sealed = (SELECT sealed FROM secret WHERE id = ?) WHERE id = ?",
                one,
                two));
    assertThatThrownBy(() -> open(vault, two)).hasMessageContaining("secret " + two);
    db.run(tx -> tx.update("UPDATE secret SET kind = 'webhook' WHERE id = ?", one));
    assertThatThrownBy(() -> open(vault, one)).hasMessageContaining("was changed");
    db.run(tx -> tx.update("UPDATE secret SET sealed = ? WHERE id = ?", new byte[3], one));
    assertThatThrownBy(() -> open(vault, one)).hasMessageContaining("secret " + one);
    assertThatThrownBy(() -> open(vault, -1)).hasMessageContaining("no secret -1");
  }

  @Test
  void rotatesRowsOfSeveralKeysAndTakesUpWhereItStopped() {
    var older = MasterKey.generate();
    var next = MasterKey.generate();
    long a = seal(Vault.of(older), "hmac", "a");
    long b = seal(vault, "webhook", "b");
    long c = seal(Vault.of(next), "seed", "c");
    var both = Vault.of(key, older);
    assertThat(db.<Integer>tx(tx -> both.rotate(tx, next))).isEqualTo(2);
    assertThat(db.<Integer>tx(tx -> both.rotate(tx, next))).isZero();
    var after = Vault.of(next);
    assertThat(LongStream.of(a, b, c).mapToObj(id -> open(after, id)))
        .containsExactly("a", "b", "c");
    assertThatThrownBy(() -> open(both, a)).hasMessageContaining(next.id());
  }

  @Test
  void aRotationWithoutAnOldKeyChangesNothing() {
    var next = MasterKey.generate();
    long a = seal(vault, "hmac", "a");
    long b = seal(Vault.of(MasterKey.generate()), "hmac", "b");
    assertThatThrownBy(() -> db.<Integer>tx(tx -> vault.rotate(tx, next)))
        .hasMessageContaining("secret " + b);
    assertThat(open(vault, a)).isEqualTo("a");
  }

  private static long seal(Vault vault, String kind, String secret) {
    return db.tx(tx -> vault.seal(tx, kind, secret.getBytes(UTF_8), Instant.EPOCH));
  }

  private static String open(Vault vault, long id) {
    return db.tx(tx -> new String(vault.open(tx, id), UTF_8));
  }

  private static byte[] bytes(long id) {
    return db.tx(
        tx -> tx.only("SELECT sealed FROM secret WHERE id = ?", row -> row.bytes("sealed"), id));
  }
}
