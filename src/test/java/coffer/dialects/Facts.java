package coffer.dialects;

import coffer.api.ApiClient.Answer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;

/// What an invoice tells, whatever the words are.
///
/// @param due in coins
/// @param paid that is final, in coins
/// @param txid of the last payment; empty = none
/// @param created to the second
record Facts(
    BigDecimal due,
    BigDecimal paid,
    String address,
    String txid,
    String order,
    Instant created,
    Instant expires) {

  static Facts ofCoffer(Answer invoice) {
    return new Facts(
        number(invoice, "/quotes/0/due"),
        number(invoice, "/amount_confirmed"),
        invoice.get("/quotes/0/address"),
        invoice.get("/payments/0/txid"),
        invoice.get("/order_id"),
        time(invoice, "/created_at"),
        time(invoice, "/expires_at"));
  }

  static Facts ofCoinvoice(Answer invoice) {
    return new Facts(
        number(invoice, "/amount"),
        number(invoice, "/amount_paid"),
        invoice.get("/address"),
        text(invoice.json().at("/tx_hash")),
        invoice.get("/order_id"),
        time(invoice, "/created_at"),
        time(invoice, "/expires_at"));
  }

  static Facts ofGetcrypto(Answer invoice) {
    return new Facts(
        number(invoice, "/data/amount"),
        number(invoice, "/data/amount_paid"),
        invoice.get("/data/address"),
        text(invoice.json().at("/data/tx_hash")),
        invoice.get("/data/order_id"),
        time(invoice, "/data/created_at"),
        time(invoice, "/data/expires_at"));
  }

  static Facts ofItispay(Answer invoice) {
    return new Facts(
        number(invoice, "/crypto_amount"),
        number(invoice, "/actual_crypto_amount_paid"),
        invoice.get("/blockchain_details/blockchainAddress"),
        invoice.get("/transactions/0/tx_hash"),
        invoice.get("/order_id"),
        time(invoice, "/created_at"),
        time(invoice, "/expires_at"));
  }

  /// Of an order: its price is in the coin itself.
  static Facts ofOnchainpay(Answer order) {
    return new Facts(
        number(order, "/response/amount"),
        number(order, "/response/received"),
        order.get("/response/address"),
        text(order.json().at("/response/transactions/0/tx")),
        order.get("/response/order"),
        time(order, "/response/createdAt"),
        time(order, "/response/expiresAt"));
  }

  /// Of an invoice, which names no address and no transaction.
  static Facts ofOnchainpayInvoice(Answer invoice) {
    return new Facts(
        number(invoice, "/response/currencies/0/networks/0/amount"),
        new BigDecimal(text(invoice.json().at("/response/receivedAmount"), "0"))
            .stripTrailingZeros(),
        "",
        "",
        invoice.get("/response/order"),
        time(invoice, "/response/createdAt"),
        time(invoice, "/response/expiresAt"));
  }

  Facts withoutAddress() {
    return new Facts(due, paid, "", "", order, created, expires);
  }

  Facts withoutTransaction() {
    return new Facts(due, paid, address, "", order, created, expires);
  }

  private static BigDecimal number(Answer answer, String pointer) {
    return new BigDecimal(answer.get(pointer)).stripTrailingZeros();
  }

  private static String text(JsonNode node) {
    return text(node, "");
  }

  private static String text(JsonNode node, String otherwise) {
    return node.isString() ? node.stringValue() : otherwise;
  }

  private static Instant time(Answer answer, String pointer) {
    return OffsetDateTime.parse(answer.get(pointer)).toInstant().truncatedTo(ChronoUnit.SECONDS);
  }
}
