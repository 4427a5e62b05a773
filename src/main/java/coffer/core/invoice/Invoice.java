package coffer.core.invoice;

import coffer.core.chain.Mode;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An invoice as its row has it. [NewInvoice] and [InvoiceView] explain the fields.
public record Invoice(
    long id,
    UUID publicId,
    String code,
    Owner owner,
    String dialect,
    Details details,
    Pricing pricing,
    Acceptance acceptance,
    Period period,
    State state) {

  /// @param project public id of the project
  /// @param customer whom it is for: it is paid to their own addresses
  public record Owner(
      long organizationId,
      long projectId,
      UUID project,
      Mode mode,
      Optional<ForCustomer> customer) {}

  /// @param id row id of the customer
  public record ForCustomer(long id, InvoiceView.CustomerView view) {}

  /// What the merchant notes on the invoice. Coffer does not use it.
  public record Details(
      Optional<String> orderId,
      Optional<String> description,
      Map<String, String> meta,
      Optional<String> returnUrl) {}

  /// @param price in price units (1e-8); empty = any amount
  public record Pricing(
      Denomination currency,
      Optional<BigInteger> price,
      BigDecimal tolerancePercent,
      BigDecimal feesPercent,
      BigDecimal insurancePercent,
      Optional<BigDecimal> slippagePercent) {}

  /// How the payer may pay.
  ///
  /// @param options row ids of the assets that the payer may choose from
  /// @param depth confirmations that a payment needs; empty = the chain's finality
  public record Acceptance(
      List<Integer> options, Optional<Integer> depth, Duration quoteLifetime) {}

  public record Period(Instant createdAt, Instant expiresAt, Instant monitorUntil) {}

  /// What changes.
  ///
  /// @param standing as last stored
  /// @param ended whether the merchant ended the invoice before its expiry
  public record State(
      Standing standing, Optional<Mark> mark, boolean ended, int version, Instant updatedAt) {}

  /// The same invoice with the merchant's mark on it.
  Invoice marked(Mark with) {
    return in(
        new State(state.standing, Optional.of(with), state.ended, state.version, state.updatedAt));
  }

  /// The same invoice after a change.
  Invoice at(int nextVersion, Instant now) {
    return in(new State(state.standing, state.mark, state.ended, nextVersion, now));
  }

  private Invoice in(State next) {
    return new Invoice(
        id, publicId, code, owner, dialect, details, pricing, acceptance, period, next);
  }

  /// What fees and insurance add to the price, in percent.
  BigDecimal surcharge() {
    return pricing.feesPercent.add(pricing.insurancePercent);
  }

  Standing.Terms terms() {
    return new Standing.Terms(
        pricing.price,
        pricing.tolerancePercent,
        period.expiresAt,
        state.ended,
        state.mark.map(Mark::kind));
  }
}
