package coffer.app;

import coffer.chain.ChainSource;
import coffer.chain.bitcoin.BitcoinEndpoint;
import coffer.chain.bitcoin.BitcoinLimits;
import coffer.chain.bitcoin.BitcoinSource;
import coffer.chain.evm.EvmEndpoint;
import coffer.chain.evm.EvmLimits;
import coffer.chain.evm.EvmSource;
import coffer.chain.evm.NativeSource;
import coffer.chain.tron.TronEndpoint;
import coffer.chain.tron.TronLimits;
import coffer.chain.tron.TronSource;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import java.util.List;

/// Makes sources of chains from their settings.
final class Sources {
  private Sources() {}

  /// One line for each family that has a watcher.
  ///
  /// @param assets to look for
  static ChainSource of(Chain chain, Config.ChainSettings settings, List<Asset> assets) {
    return switch (chain.family()) {
      case "evm" -> evm(chain, settings, assets);
      case "bitcoin" -> bitcoin(chain, settings, assets);
      case "tron" -> tron(chain, settings, assets);
      default -> throw new IllegalStateException("nothing reads chains of " + chain.family());
    };
  }

  private static ChainSource evm(Chain chain, Config.ChainSettings settings, List<Asset> assets) {
    return new EvmSource(
        chain,
        assets,
        coin(settings.nativeSource(), assets),
        settings.endpoints().stream()
            .map(e -> new EvmEndpoint(e.url(), e.ws(), e.allHeaders()))
            .toList(),
        EvmLimits.DEFAULTS);
  }

  private static ChainSource bitcoin(
      Chain chain, Config.ChainSettings settings, List<Asset> assets) {
    return new BitcoinSource(
        chain,
        assets,
        settings.endpoints().stream()
            .map(
                e ->
                    new BitcoinEndpoint(
                        e.url(),
                        e.login().map(Config.Login::user),
                        e.login().map(Config.Login::password),
                        e.cookie(),
                        e.zmq()))
            .toList(),
        BitcoinLimits.DEFAULTS);
  }

  private static ChainSource tron(Chain chain, Config.ChainSettings settings, List<Asset> assets) {
    return new TronSource(
        chain,
        assets,
        settings.internalTransactions(),
        settings.endpoints().stream()
            .map(e -> new TronEndpoint(e.url(), e.jsonrpc(), e.allHeaders()))
            .toList(),
        TronLimits.DEFAULTS);
  }

  /// A coin that was quoted before it was switched off may be paid yet.
  private static NativeSource coin(Config.Native setting, List<Asset> assets) {
    return switch (setting.source()) {
      case "off" ->
          assets.stream().anyMatch(Asset::isNative)
              ? new NativeSource.Blocks()
              : new NativeSource.Off();
      case "log7708" ->
          new NativeSource.Log7708(
              setting.log7708From().orElseThrow(), NativeSource.of(setting.before()));
      default -> NativeSource.of(setting.source());
    };
  }
}
