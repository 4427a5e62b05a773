package coffer.core.invoice;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An invoice as API responses and events contain it. Every dialect builds its object from this
/// record, so that a response and a webhook cannot differ. Amounts are decimal numbers of whole
/// coins or of the price's currency.
///
/// @param code 13 hex digits, for dialects with short ids
/// @param meta values of the merchant, and values that a dialect must return unchanged
/// @param currency of the price
/// @param price empty = any amount
/// @param options the assets that the payer may choose from
/// @param payments the latest 50, oldest first, and always the one in `decidedBy`; includes
///     reversed payments and orphans. Contains no dust, unless dust decided
/// @param decidedBy the payment with which enough was confirmed, one of `payments`; empty if not
///     enough is confirmed, even if the merchant marked the invoice as settled
/// @param customer whom it is for: it is paid to their own addresses
/// @param slippagePercent by how much the rate may move before the sum due is calculated again
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
    @JsonInclude(NON_ABSENT) Optional<CustomerView> customer,
    @JsonInclude(NON_ABSENT) Optional<BigDecimal> slippagePercent,
    Instant createdAt,
    Instant expiresAt,
    Instant monitorUntil,
    Instant updatedAt,
    int version) {

  /// @param id public id
  /// @param clientId the customer's id in the merchant's system
  public record CustomerView(UUID id, String clientId) {}

  /// @param network the name that wallets show: `tron`
  /// @param chain the name of the instance: `tron-sandbox`
  /// @param contract empty = the chain's own coin
  /// @param precision the decimals that a payer is asked to type
  public record AssetView(
      String code,
      String network,
      String chain,
      String title,
      Optional<String> contract,
      int decimals,
      int precision) {}

  /// @param uri names the coin, its chain and the amount, for wallets that support all of it; the
  ///     plain address if there is no such URI
  /// @param worth the part of the price that the quote covers; empty = any amount
  /// @param due the amount to send = base + fees + insurance; empty = any amount
  /// @param rate the price of one coin in the price's currency
  /// @param seen coins seen on this quote, including dust
  /// @param confirmed coins confirmed on this quote, including dust
  /// @param rest the amount still to be sent on this quote to pay the invoice, one that wallets can
  ///     send; empty = any amount, nothing is missing, or payments on other quotes changed what is
  ///     missing
  /// @param current whether it is the latest quote of its asset
  /// @param depositAddress public id of the customer's address; empty if the address is the
  ///     invoice's own
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
      boolean current,
      @JsonInclude(NON_ABSENT) Optional<UUID> depositAddress) {

    /// The URI for a link that opens a wallet, if every wallet that accepts it sends the right
    /// coin. Two kinds of URI are not safe. A token's URI begins with the contract's address, and
    /// some wallets send to that address. On EVM chains other than Ethereum, wallets that ignore
    /// the chain id send ETH.
    ///
    /// @return empty if only the plain address is safe
    public Optional<String> walletUri() {
      var ether = "ethereum:" + address + "@1";
      boolean right = uri.equals(ether) || uri.startsWith(ether + "?");
      boolean misread = asset.contract().isPresent() || (uri.startsWith("ethereum:") && !right);
      return Optional.of(uri).filter(it -> !misread && !it.equals(address));
    }
  }

  /// @param worth in the price's currency, of this payment alone, at its quote's rate or at the
  ///     rate of its time; empty for an orphan
  /// @param orphan why it belongs to no open invoice: `assignment`, `asset`, `window`; `left` after
  ///     all of it has left its address again
  /// @param confirmations 0 while it is in no block
  /// @param needed confirmations at which it counts; empty = when the chain reports its block as
  ///     final
  /// @param explorer URL of a page about the transaction; empty if the catalogue has none
  /// @param facts what the chain reports about the cost of the transaction
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

  /// The progress of a payment.
  public enum PaymentStatus {
    /// in the mempool, or in a block that is not final enough
    SEEN,
    /// as final as the project requires: booked
    CONFIRMED,
    /// undone: by a reorg, a replacement or an eviction from the mempool
    REVERSED
  }
}
