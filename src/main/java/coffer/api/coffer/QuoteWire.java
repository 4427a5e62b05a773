package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.invoice.InvoiceView.QuoteView;
import java.time.Instant;
import java.util.Optional;

/// Where to send what. Amounts are in whole coins, `worth` and `rate` in the price's currency.
///
/// @param worth the part of the price that it covers; null = open
/// @param uri opens any wallet rightly: with the amount filled in, or the address alone
/// @param due what to send = base + fees + insurance; null = open
/// @param seen coins seen on it
/// @param confirmed coins confirmed on it
/// @param current whether it is the last one of its asset
record QuoteWire(
    String asset,
    String network,
    String chain,
    String address,
    String uri,
    Optional<String> due,
    Optional<String> base,
    String fees,
    String insurance,
    Optional<String> worth,
    String rate,
    String seen,
    String confirmed,
    boolean current,
    Instant createdAt,
    Instant validUntil) {

  static QuoteWire of(QuoteView view) {
    return new QuoteWire(
        view.asset().code(),
        view.asset().network(),
        view.asset().chain(),
        view.address(),
        view.walletUri().orElse(view.address()),
        view.due().map(ValueFormats::plain),
        view.base().map(ValueFormats::plain),
        ValueFormats.plain(view.fees()),
        ValueFormats.plain(view.insurance()),
        view.worth().map(ValueFormats::plain),
        ValueFormats.plain(view.rate()),
        ValueFormats.plain(view.seen()),
        ValueFormats.plain(view.confirmed()),
        view.current(),
        view.createdAt(),
        view.validUntil());
  }
}
