package coffer.app.config;

import coffer.api.Dialect;
import coffer.api.coffer.CofferDialect;
import coffer.api.coinvoice.CoinVoiceDialect;
import coffer.api.getcrypto.GetCryptoDialect;
import coffer.api.itispay.ItIsPayDialect;
import coffer.api.onchainpay.OnchainPayDialect;
import coffer.operator.TomlTable;
import coffer.operator.UserError;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The APIs that this server offers. This is the only list of them.
public record Dialects(List<Dialect> all) {
  /// @param root the configuration, in which each dialect with settings has a section
  static Dialects read(TomlTable root) {
    return of(
        GetCryptoDialect.read(root.table("getcrypto")), ItIsPayDialect.read(root.table("itispay")));
  }

  /// All dialects, given those that have settings.
  public static Dialects of(GetCryptoDialect getCrypto, ItIsPayDialect itIsPay) {
    return new Dialects(
        List.of(
            new CofferDialect(),
            new CoinVoiceDialect(),
            getCrypto,
            itIsPay,
            new OnchainPayDialect()));
  }

  public Optional<Dialect> find(String name) {
    return all.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
  }

  /// @throws UserError if there is no such dialect
  public Dialect named(String name) {
    return find(name)
        .orElseThrow(() -> new UserError("there is no dialect " + name + "; there are " + names()));
  }

  /// All names, separated by commas.
  public String names() {
    return all.stream().map(Dialect::name).collect(Collectors.joining(", "));
  }
}
