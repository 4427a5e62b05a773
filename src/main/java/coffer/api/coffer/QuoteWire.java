package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.invoice.InvoiceView.QuoteView;
import java.time.Instant;
import java.util.Optional;

/// A quote. Amounts are in whole coins; `worth` and `rate` are in the currency of the price.
///
/// @param worth the part of the price that the quote covers; null = an open amount
/// @param uri wallet URI with the amount or, if not every wallet would read it correctly, the
///     address
/// @param due amount to send = base + fees + insurance; null = an open amount
/// @param seen amount of all payments to it
/// @param confirmed amount of the confirmed payments to it
/// @param current whether it is the newest quote of its asset
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
