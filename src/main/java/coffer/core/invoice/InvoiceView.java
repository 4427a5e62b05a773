package coffer.core.invoice;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An invoice as it is told: to whoever asks for it, and, kept in an event, to whoever is told of
/// it. Every dialect's object is written from this record, so an answer and a webhook cannot
/// disagree. Amounts are decimal numbers of whole coins or of the price's currency.
///
/// @param code 13 hex digits, for dialects whose ids are short
/// @param meta the merchant's own, and what a dialect must echo
/// @param currency of the price
/// @param price empty = open
/// @param options what the payer may choose from
/// @param payments the latest 50 and always the one that decided, oldest first, those that count
///     for nothing included; no dust
/// @param decidedBy the payment with which enough was confirmed, one of `payments`; empty if there
///     is not enough, or by the merchant's word alone
/// @param version the number of its latest event
public record InvoiceView(
    UUID id,
    String code,
    UUID project,
    String mode,
    String dialect,
    Optional<String> orderId,
    Optional<String> description,
    Map<String, String> meta,
    String currency,
    Optional<BigDecimal> price,
    BigDecimal tolerancePercent,
    List<AssetView> options,
    List<QuoteView> quotes,
    List<PaymentView> payments,
    Optional<UUID> decidedBy,
    Standing standing,
    Optional<Mark> mark,
    Optional<String> returnUrl,
    Instant createdAt,
    Instant expiresAt,
    Instant monitorUntil,
    Instant updatedAt,
    int version) {

  /// @param network what wallets name: `tron`
  /// @param chain the instance: `tron-sandbox`
  /// @param contract empty = the chain's own coin
  /// @param precision decimals that a payer is asked to type
  public record AssetView(
      String code,
      String network,
      String chain,
      String title,
      Optional<String> contract,
      int decimals,
      int precision) {}

  /// @param uri names the coin, its chain and the sum, for wallets that read all of it; the bare
  ///     address where there is no such URI
  /// @param worth the part of the price that it covers; empty = open
  /// @param due what to send = base + fees + insurance; empty = open
  /// @param rate one coin in the price's currency
  /// @param seen coins seen on it, dust included
  /// @param confirmed coins confirmed on it, dust included
  /// @param rest what is still to be sent on it, a sum that wallets can send, for the invoice to be
  ///     paid; empty = open, or other payments changed what is missing
  /// @param current the last one of its asset
  public record QuoteView(
      AssetView asset,
      String address,
      String uri,
      Optional<BigDecimal> worth,
      Optional<BigDecimal> due,
      Optional<BigDecimal> base,
      BigDecimal fees,
      BigDecimal insurance,
      BigDecimal rate,
      BigDecimal seen,
      BigDecimal confirmed,
      Optional<BigDecimal> rest,
      Instant createdAt,
      Instant validUntil,
      boolean current) {

    /// What may open a wallet at once, since every wallet that takes it sends the right coin. A
    /// token's URI begins with its contract, to which some wallets send; of another EVM chain than
    /// Ethereum's own, wallets that drop the chain's number send ETH.
    ///
    /// @return empty if only the address is that safe
    public Optional<String> walletUri() {
      var ether = "ethereum:" + address + "@1";
      boolean right = uri.equals(ether) || uri.startsWith(ether + "?");
      boolean misread = asset.contract().isPresent() || (uri.startsWith("ethereum:") && !right);
      return Optional.of(uri).filter(it -> !misread && !it.equals(address));
    }
  }

  /// @param worth in the price's currency, alone, by its quote or by the rate of its time; empty
  ///     for an orphan
  /// @param orphan why it belongs to no invoice: `assignment`, `asset`, `window`; `left` once the
  /// money     has left its address again
  /// @param confirmations 0 while it is in no block
  /// @param needed confirmations at which it counts; empty = when the chain itself calls it final
  /// @param explorer a page about the transaction, where the catalogue names one
  /// @param facts what the chain says of its cost
  public record PaymentView(
      UUID id,
      AssetView asset,
      String txid,
      String position,
      String address,
      Optional<String> sender,
      BigDecimal amount,
      Optional<BigDecimal> worth,
      PaymentStatus status,
      Optional<String> orphan,
      Risk risk,
      Optional<Long> blockHeight,
      Optional<String> blockHash,
      long confirmations,
      Optional<Integer> needed,
      Instant seenAt,
      Instant paidAt,
      Optional<Instant> confirmedAt,
      Optional<String> explorer,
      Map<String, String> facts) {}

  /// How far a payment is.
  public enum PaymentStatus {
    /// in the mempool or in a block that may still go
    SEEN,
    /// as final as the project asks for: booked
    CONFIRMED,
    /// gone again: a reorg, a replacement, an eviction
    REVERSED
  }
}
