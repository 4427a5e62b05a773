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

/// Which codes mean anything here: those of countries' currencies (ISO 4217), of the catalogue's
/// assets, and of what a source told a rate of.
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

  /// A code that means nothing will have no rate later either.
  ///
  /// @param field that named it
  /// @throws Rejection.Refused InvalidField, if it is none
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
