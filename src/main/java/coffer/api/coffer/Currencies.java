package coffer.api.coffer;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/// The known currency codes: national currencies (ISO 4217), assets of the catalogue, and
/// currencies for which a source has reported a rate.
final class Currencies {
  private static final Set<String> COUNTRIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private final Chains chains;
  private final Rates rates;

  Currencies(Chains chains, Rates rates) {
    this.chains = chains;
    this.rates = rates;
  }

  /// Rejects an unknown code: it will have no rate later either.
  ///
  /// @param field the field that contains the code
  /// @throws Rejection.Refused InvalidField if the code is unknown
  void require(Tx tx, Denomination currency, Field field) {
    var code = currency.code();
    if (COUNTRIES.contains(code) || ofAsset(code) || rates.knows(tx, currency)) return;
    throw new Rejection.InvalidField(field, "There is no currency " + code + " here.")
        .asException();
  }

  private boolean ofAsset(String code) {
    return chains.all().stream()
        .flatMap(chain -> chains.assetsOf(chain).stream())
        .map(Asset::code)
        .anyMatch(code::equals);
  }
}
