package coffer;

import coffer.core.chain.Catalogue;
import coffer.core.chain.Catalogue.AssetEntry;
import coffer.core.chain.Catalogue.ChainEntry;
import coffer.core.chain.Confirmations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.function.UnaryOperator;

/// What the catalogue of a test says about an asset, and may say otherwise later: as if its server
/// had been started anew with another file.
public record Terms(
    BigInteger minUnits,
    BigInteger dustUnits,
    BigDecimal slackPercent,
    Confirmations confirmations) {

  /// The same chains, with assets that [#change] can replace.
  static Catalogue changeable(Catalogue catalogue) {
    return new Catalogue(catalogue.chains().stream().map(Terms::changeable).toList());
  }

  private static ChainEntry changeable(ChainEntry chain) {
    return new ChainEntry(
        chain.name(),
        chain.network(),
        chain.family(),
        chain.mode(),
        chain.spec(),
        new ArrayList<>(chain.assets()));
  }

  static void change(ChainEntry chain, String code, UnaryOperator<Terms> change) {
    chain.assets().replaceAll(asset -> asset.code().equals(code) ? changed(asset, change) : asset);
  }

  private static AssetEntry changed(AssetEntry asset, UnaryOperator<Terms> change) {
    var terms =
        change.apply(
            new Terms(
                asset.minUnits(), asset.dustUnits(), asset.slackPercent(), asset.confirmations()));
    return new AssetEntry(
        asset.code(),
        asset.contract(),
        asset.decimals(),
        asset.precision(),
        asset.slackUnits(),
        terms.slackPercent,
        terms.dustUnits,
        terms.minUnits,
        asset.minDepth(),
        terms.confirmations,
        asset.enabled());
  }

  public Terms min(BigInteger units) {
    return new Terms(units, dustUnits, slackPercent, confirmations);
  }

  public Terms dust(long units) {
    return new Terms(minUnits, BigInteger.valueOf(units), slackPercent, confirmations);
  }

  public Terms slack(int percent) {
    return new Terms(minUnits, dustUnits, BigDecimal.valueOf(percent), confirmations);
  }

  public Terms confirmations(Confirmations table) {
    return new Terms(minUnits, dustUnits, slackPercent, table);
  }
}
