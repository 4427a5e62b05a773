package coffer.core.link;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A page at a short URL on which payers make invoices of a project.
///
/// @param code of the URL; it cannot be guessed
/// @param paid whether the link is not reusable, and an invoice of it was paid, is being confirmed,
///     or was archived
public record PaymentLink(
    long id,
    UUID publicId,
    String code,
    long projectId,
    Terms terms,
    boolean active,
    boolean paid,
    Instant createdAt) {

  /// What the merchant decides.
  ///
  /// @param title what is paid for; payers see it
  /// @param assets what payers can pay in, `USDT:tron`; empty = all that the project accepts
  /// @param reusable false = it is paid once
  /// @param expiresAt the link makes no invoices from then on
  /// @param lifetime of the invoices; empty = the project's setting
  /// @param thanks what the payer reads after the payment
  /// @param returnUrl where the payer goes after the payment
  public record Terms(
      String title,
      Optional<String> description,
      SubmitType submitType,
      Price price,
      List<CustomField> fields,
      List<String> assets,
      boolean reusable,
      Optional<Instant> expiresAt,
      Optional<Duration> lifetime,
      Optional<String> thanks,
      Optional<String> returnUrl) {}

  /// All amounts are in price units (1e-8).
  ///
  /// @param fixed empty = the payer types an amount, within the bounds
  /// @param suggested amounts that the payer can choose with one click
  public record Price(
      String currency,
      Optional<BigInteger> fixed,
      Optional<BigInteger> min,
      Optional<BigInteger> max,
      List<BigInteger> suggested) {
    boolean accepts(BigInteger units) {
      return units.signum() > 0
          && min.filter(it -> units.compareTo(it) < 0).isEmpty()
          && max.filter(it -> units.compareTo(it) > 0).isEmpty();
    }
  }

  /// What the button of the page says.
  public enum SubmitType {
    PAY,
    DONATE
  }

  public enum State {
    /// makes invoices
    OPEN,
    /// is not reusable, and an invoice of it was paid, is being confirmed, or was archived
    USED,
    EXPIRED,
    /// the merchant disabled it
    DISABLED
  }

  /// The page that payers open.
  ///
  /// @param publicUrl of the server, without a slash at its end
  public String url(String publicUrl) {
    return publicUrl + "/link/" + code;
  }

  public State state(Instant now) {
    if (paid) return State.USED;
    if (!active) return State.DISABLED;
    boolean over = terms.expiresAt.filter(at -> !now.isBefore(at)).isPresent();
    return over ? State.EXPIRED : State.OPEN;
  }
}
