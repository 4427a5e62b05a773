package coffer.app.config;

import coffer.chain.ChainFamily;
import coffer.chain.bitcoin.BitcoinFamily;
import coffer.chain.evm.EvmFamily;
import coffer.chain.tron.TronFamily;
import coffer.core.chain.AddressFormat;
import java.util.List;
import java.util.Optional;

/// The chain families that this server can read. This is the only list of them.
public final class ChainFamilies {
  public static final List<ChainFamily> ALL =
      List.of(new EvmFamily(), new BitcoinFamily(), new TronFamily());

  private ChainFamilies() {}

  public static Optional<ChainFamily> find(String name) {
    return ALL.stream().filter(family -> family.name().equals(name)).findFirst();
  }

  /// @throws IllegalArgumentException if there is no such family
  public static ChainFamily named(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("no family of chains " + name));
  }

  public static String[] names() {
    return ALL.stream().map(ChainFamily::name).toArray(String[]::new);
  }

  public static List<AddressFormat> formats() {
    return ALL.stream().map(ChainFamily::addresses).toList();
  }
}
