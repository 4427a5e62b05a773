package coffer.core.widget;

import coffer.core.merchant.Principal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A payment form of a project. Everybody who knows its id can open it, so the id is no secret.
public record PaymentWidget(
    long id, UUID publicId, long projectId, Terms terms, Instant createdAt) {

  /// What the merchant decides. All else comes from the payer's browser.
  ///
  /// @param name for the merchant
  /// @param dialect determines the format of the invoices and of their webhooks
  /// @param currencies of the price; empty = all that have a rate
  /// @param price in price units (1e-8) of the only currency; empty = the payer's browser names it
  /// @param assets what the payer may choose from, `USDT:tron`; empty = all that the project takes
  /// @param lifetime of the invoices; empty = the project's setting
  /// @param depositAddresses whether a link can ask for the deposit address of a customer
  public record Terms(
      String name,
      String dialect,
      List<String> currencies,
      Optional<BigInteger> price,
      List<String> assets,
      Optional<Duration> lifetime,
      Optional<Webhook> webhook,
      boolean depositAddresses) {}

  /// The URL that receives the events of the invoices, and of the deposits of customers that the
  /// widget created. The caller has already checked it.
  ///
  /// @param pair the pair whose secret signs; empty = the project's webhook secret
  public record Webhook(String url, Optional<Principal.Pair> pair) {}
}
