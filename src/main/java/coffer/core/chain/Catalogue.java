package coffer.core.chain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// The chains and assets that this server knows, from `assets.toml` and the configuration.
public record Catalogue(List<ChainEntry> chains) {

  /// @param name `tron`, `tron-nile`; for a sandbox the name of the template, which has one
  ///     instance per organization
  public record ChainEntry(
      String name,
      String network,
      String family,
      Mode mode,
      Chain.Spec spec,
      List<AssetEntry> assets) {
    Optional<AssetEntry> asset(String code) {
      return assets.stream().filter(asset -> asset.code().equals(code)).findFirst();
    }
  }

  /// The fields have the meaning of those in [Asset].
  public record AssetEntry(
      String code,
      Optional<String> contract,
      int decimals,
      int precision,
      BigInteger slackUnits,
      BigDecimal slackPercent,
      BigInteger dustUnits,
      BigInteger minUnits,
      int minDepth,
      Confirmations confirmations,
      boolean enabled) {}

  public Optional<ChainEntry> chain(String name) {
    return chains.stream().filter(chain -> chain.name().equals(name)).findFirst();
  }
}
