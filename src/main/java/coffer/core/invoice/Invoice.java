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
///
/// @param price in price units (1e-8); empty = any amount
/// @param options row ids of the assets that the payer may choose from
/// @param standing as last stored
/// @param ended whether the merchant ended it before its expiry
public record Invoice(
    long id,
    UUID publicId,
    String code,
    long organizationId,
    long projectId,
    UUID project,
    Mode mode,
    String dialect,
    Optional<String> orderId,
    Optional<String> description,
    Map<String, String> meta,
    Denomination currency,
    Optional<BigInteger> price,
    BigDecimal tolerancePercent,
    BigDecimal feesPercent,
    BigDecimal insurancePercent,
    Optional<Integer> acceptDepth,
    List<Integer> options,
    Duration quoteLifetime,
    Optional<String> returnUrl,
    Instant createdAt,
    Instant expiresAt,
    Instant monitorUntil,
    Standing standing,
    Optional<Mark> mark,
    boolean ended,
    int version,
    Instant updatedAt) {

  /// The same invoice with the merchant's mark on it.
  Invoice marked(Mark with) {
    return changed(Optional.of(with), version, updatedAt);
  }

  /// The same invoice after a change.
  Invoice at(int nextVersion, Instant now) {
    return changed(mark, nextVersion, now);
  }

  private Invoice changed(Optional<Mark> nextMark, int nextVersion, Instant now) {
    return new Invoice(
        id,
        publicId,
        code,
        organizationId,
        projectId,
        project,
        mode,
        dialect,
        orderId,
        description,
        meta,
        currency,
        price,
        tolerancePercent,
        feesPercent,
        insurancePercent,
        acceptDepth,
        options,
        quoteLifetime,
        returnUrl,
        createdAt,
        expiresAt,
        monitorUntil,
        standing,
        nextMark,
        ended,
        nextVersion,
        now);
  }

  /// What fees and insurance add to the price, in percent.
  BigDecimal surcharge() {
    return feesPercent.add(insurancePercent);
  }

  Standing.Terms terms() {
    return new Standing.Terms(price, tolerancePercent, expiresAt, ended, mark.map(Mark::kind));
  }
}
