package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.event.SnapshotText;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.db.Db;
import coffer.db.Json;
import coffer.db.Row;
import coffer.db.TestDb;
import coffer.db.Tx.Jsonb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What an event keeps is read back as it was: every digit, every field.
class SnapshotDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456Z");
  private static final AssetView USDT =
      new AssetView("USDT", "tron", "tron-sandbox", "Tether", Optional.of("TR7N"), 6, 6);

  private static final Snapshot EMPTY =
      new Snapshot(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @AutoClose private static final Db db = TestDb.create();

  @Test
  void aFullOneSurvivesTheDatabase() {
    var full =
        new Snapshot(
            Optional.of(invoice()),
            Optional.of(payment()),
            Optional.of(standing()),
            Optional.of(UUID.randomUUID()),
            Optional.empty(),
            Optional.empty());
    assertThat(stored(full)).isEqualTo(full);
    assertThat(plain(full)).as("as older rows have it").isEqualTo(full);
  }

  @Test
  void anEmptyOneToo() {
    var empty = EMPTY;
    assertThat(stored(empty)).isEqualTo(empty);
  }

  @Test
  void fieldsThatAnOlderVersionDidNotWriteAreEmpty() {
    var read =
        db.<Snapshot>tx(
            tx ->
                tx.only("SELECT '{\"new\": 1}'::jsonb AS s", row -> row.json("s", Snapshot.class)));
    assertThat(read).isEqualTo(EMPTY);
  }

  private static Snapshot stored(Snapshot snapshot) {
    var packed = SnapshotText.pack(Json.write(snapshot));
    return db.tx(
        tx ->
            tx.only(
                "SELECT ?::bytea AS packed, NULL::jsonb AS snapshot",
                SnapshotDbTest::read,
                packed));
  }

  private static Snapshot plain(Snapshot snapshot) {
    return db.tx(
        tx ->
            tx.only(
                "SELECT NULL::bytea AS packed, ?::jsonb AS snapshot",
                SnapshotDbTest::read,
                new Jsonb(snapshot)));
  }

  private static Snapshot read(Row row) throws SQLException {
    return Json.read(SnapshotText.read(row), Snapshot.class);
  }

  private static InvoiceView invoice() {
    return new InvoiceView(
        UUID.randomUUID(),
        "0123456789abc",
        UUID.randomUUID(),
        "test",
        "coffer",
        Optional.of("order \"7\""),
        Optional.empty(),
        Map.of("ключ", "значение\n"),
        "EUR",
        Optional.of(new BigDecimal("12345678901234567890.12345678")),
        new BigDecimal("0.500000"),
        List.of(USDT),
        List.of(quote()),
        List.of(payment()),
        Optional.of(UUID.randomUUID()),
        standing(),
        Optional.of(new Mark(Mark.Kind.CANCELLED, "key", "", NOW)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW,
        NOW,
        NOW,
        3);
  }

  private static QuoteView quote() {
    return new QuoteView(
        USDT,
        "T9yD",
        "tron:T9yD?amount=1",
        Optional.of(new BigDecimal("9.99000000")),
        Optional.of(new BigDecimal("0.00000001")),
        Optional.empty(),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        new BigDecimal("0.123456789012345678"),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.of(new BigDecimal("0.00000001")),
        NOW,
        NOW,
        true,
        Optional.empty());
  }

  private static PaymentView payment() {
    return new PaymentView(
        UUID.randomUUID(),
        USDT,
        "ab",
        "log:1",
        "T9yD",
        Optional.empty(),
        new BigDecimal(
            "115792089237316195423570985008687907853269984665640564039457584007913129639935"),
        Optional.empty(),
        PaymentStatus.CONFIRMED,
        Optional.of("window"),
        Risk.HELD,
        Optional.of(9_007_199_254_740_993L),
        Optional.of("cd"),
        12,
        Optional.of(15),
        NOW,
        NOW,
        Optional.of(NOW),
        Optional.empty(),
        Map.of());
  }

  private static Standing standing() {
    return new Standing(
        Status.SETTLED,
        true,
        BigInteger.TWO.pow(100),
        BigInteger.ONE,
        Optional.empty(),
        true,
        false,
        Risk.NONE,
        Optional.of(Mark.Kind.SETTLED));
  }
}
