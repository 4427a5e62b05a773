package coffer.web.demo;

import java.util.List;
import java.util.Optional;

/// An order as the shop sees it: what it asked the API, and what it was told.
///
/// @param goods for people
/// @param total in EUR
/// @param status of its invoice
/// @param checkout path of the payment page
/// @param webhooks in the order in which the shop received them
/// @param entries of the ledger, oldest first
public record PlacedOrder(
    String id,
    String goods,
    String total,
    String status,
    String checkout,
    List<Webhook> webhooks,
    List<Entry> entries) {

  /// @param verified whether the signature is right
  /// @param body as JSON, indented
  public record Webhook(String type, String id, boolean verified, String body) {}

  public record Entry(String kind, List<Posting> postings) {}

  /// @param amount with its sign
  public record Posting(String account, String amount, String asset, Optional<String> address) {}

  public boolean paid() {
    return status.equals("settled");
  }

  /// Whether nothing more will happen by itself.
  public boolean done() {
    return paid() && !webhooks.isEmpty() && !entries.isEmpty();
  }
}
