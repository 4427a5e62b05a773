package coffer.webhook;

import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;

/// The secrets that sign a webhook: one, or two for a while after a rotation.
record SigningSecrets(WebhookSecret current, Optional<Previous> previous) {

  /// The secret before the last rotation.
  ///
  /// @param until it signs before then
  record Previous(WebhookSecret secret, Instant until) {}

  static SigningSecrets of(WebhookSecret secret) {
    return new SigningSecrets(secret, Optional.empty());
  }

  /// The columns of `webhook_secret_rotation r` that [#of] reads.
  static final String COLUMNS = "r.current_id, r.previous_id, r.previous_until";

  /// The secrets that sign in place of the one that a destination names.
  static SigningSecrets read(Tx tx, SecretReader secrets, long secretId) {
    LongFunction<WebhookSecret> open = id -> new WebhookSecret(secrets.open(tx, id));
    return tx.one(
            "SELECT " + COLUMNS + " FROM webhook_secret_rotation r WHERE r.secret_id = ?",
            row -> of(row, secretId, open),
            secretId)
        .orElseGet(() -> of(open.apply(secretId)));
  }

  /// @param row of a join with the rotation, whose columns are null if there was none
  static SigningSecrets of(Row row, long secretId, LongFunction<WebhookSecret> open)
      throws SQLException {
    var current = row.maybeNumber("current_id");
    if (current.isEmpty()) return of(open.apply(secretId));
    var previous = open.apply(row.number("previous_id"));
    return new SigningSecrets(
        open.apply(current.get()),
        Optional.of(new Previous(previous, row.instant("previous_until"))));
  }

  /// The secret for signatures of dialects that have room for one: receivers know the previous
  /// secret until it ends.
  WebhookSecret single(Instant now) {
    return valid(now).orElse(current);
  }

  /// The header `webhook-signature`: the signature of each valid secret, separated by a space.
  String sign(UUID id, Instant at, byte[] body) {
    var signature = current.sign(id, at, body);
    return valid(at).map(old -> signature + " " + old.sign(id, at, body)).orElse(signature);
  }

  private Optional<WebhookSecret> valid(Instant now) {
    return previous.filter(old -> now.isBefore(old.until)).map(Previous::secret);
  }
}
