package coffer.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.AddressSamples;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.tron.TronAddresses;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Addresses of every family, and account keys. What is no address is empty; what is one reads back
/// as itself.
public final class AddressFuzz {
  private static final Map<AddressFormat, Chain> FORMATS =
      Map.of(
          new EvmAddresses(), AddressSamples.chain("evm", "1", Mode.LIVE),
          new BitcoinAddresses(), AddressSamples.chain("bitcoin", "bc", Mode.LIVE),
          new TronAddresses(), AddressSamples.chain("tron", "728126428", Mode.LIVE));

  private AddressFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var text = new String(input, UTF_8);
    FORMATS.forEach(
        (format, chain) -> {
          var address = format.parse(text, chain);
          var again = address.flatMap(a -> format.parse(format.text(a, chain), chain));
          if (!again.equals(address)) throw new AssertionError(text);
          for (var mode : List.of(Mode.LIVE, Mode.TEST)) {
            if (format.refuseAccount(text, mode).equals(Optional.empty())) format.derive(text, 7);
          }
        });
  }
}
