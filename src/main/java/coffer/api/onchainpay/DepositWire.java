package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;
import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.core.deposit.DepositView;
import coffer.core.invoice.InvoiceView.PaymentView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Deposits, to addresses of users and to the project's own.
final class DepositWire {
  private DepositWire() {}

  /// A deposit to the address of a user, also the body of its webhook.
  ///
  /// @param addressFrom empty if the chain names no sender
  /// @param status `pending`, `processed`, or `rejected` if it was undone
  record PersonalDepositWire(
      UUID id,
      UUID addressId,
      UUID userId,
      String amount,
      String currency,
      String network,
      List<String> addressFrom,
      String addressTo,
      String status,
      long confirmations,
      String tx,
      String createdAt,
      String updatedAt) {}

  /// A deposit to a business or payout address, or to one that tops up the advanced account.
  record OwnDepositWire(
      UUID id,
      String currency,
      String network,
      String address,
      String amount,
      String tx,
      String status,
      String createdAt) {}

  /// @param changedAt when its status changed last
  static PersonalDepositWire ofUser(PaymentView payment, DepositView deposit, Instant changedAt) {
    return new PersonalDepositWire(
        payment.id(),
        deposit.address(),
        deposit.customer().orElseThrow(),
        decimal(payment.amount()),
        payment.asset().code(),
        payment.asset().network(),
        payment.sender().stream().toList(),
        payment.address(),
        OrderTransactionWire.status(payment),
        payment.confirmations(),
        payment.txid(),
        time(payment.seenAt()),
        time(changedAt));
  }

  static OwnDepositWire own(PaymentView payment) {
    return new OwnDepositWire(
        payment.id(),
        payment.asset().code(),
        payment.asset().network(),
        payment.address(),
        decimal(payment.amount()),
        payment.txid(),
        OrderTransactionWire.status(payment),
        time(payment.seenAt()));
  }

  /// The type of a deposit address.
  ///
  /// @param kind as in [DepositView]
  static String addressType(String kind) {
    return switch (kind) {
      case "customer" -> "PERSONAL";
      case "business" -> "BUSINESS";
      // The API has no type for it.
      case "prepaid" -> "PAY_IN";
      default -> "PAY_OUT";
    };
  }
}
