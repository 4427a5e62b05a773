package coffer.chain.bitcoin;

import coffer.core.chain.AccountProblem;
import coffer.core.chain.Address;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.wallet.AccountKeys;
import fr.acinq.bitcoin.Crypto.TaprootTweak;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// Output scripts. Our addresses are P2WPKH (BIP-84), or P2TR (BIP-86) if the account's descriptor
/// says so; addresses of others may be of any type that has an address. The chain reference is the
/// human-readable part of its addresses: `bc`, `tb` or `bcrt`.
public final class BitcoinAddresses implements AddressFormat {
  /// Nodes relay no output below their dust limit. It is 294 or 330 satoshis for our addresses, but
  /// many wallets apply the limit of P2PKH, the oldest type, to all.
  private static final BigInteger DUST_LIMIT = BigInteger.valueOf(546);

  private final AccountKeys keys = new AccountKeys();

  @Override
  public String family() {
    return "bitcoin";
  }

  @Override
  public String accountPath(Mode mode) {
    return mode == Mode.LIVE ? "m/84'/0'/0'" : "m/84'/1'/0'";
  }

  @Override
  public Address derive(String account, long index) {
    var parsed = BitcoinAccount.of(account);
    var key = keys.get(parsed.key()).at(index);
    if (!parsed.taproot()) return Address.of(OutputScript.witness(0, key.hash160()));
    var output = key.xOnly().outputKey(TaprootTweak.KeyPathTweak.INSTANCE).getFirst();
    return Address.of(OutputScript.witness(1, output.value.toByteArray()));
  }

  @Override
  public Optional<AccountProblem> refuseAccount(String account, Mode mode) {
    return BitcoinAccount.refuse(account, mode == Mode.LIVE);
  }

  @Override
  public String normalAccount(String account) {
    return BitcoinAccount.of(account).normal();
  }

  /// A script without an address is written as `script:` and its bytes in hex.
  @Override
  public String text(Address address, Chain chain) {
    return OutputScript.text(address.bytes(), chain.spec().reference())
        .orElseGet(() -> "script:" + address);
  }

  @Override
  public Optional<Address> parse(String text, Chain chain) {
    return OutputScript.parse(text, chain.spec().reference()).map(Address::of);
  }

  /// A BIP-321 URI; for an address in the path it is identical to BIP-21.
  @Override
  public String paymentUri(Address to, Asset asset, Chain chain, Optional<BigInteger> units) {
    var amount =
        units.map(
            n ->
                "?amount="
                    + new BigDecimal(n, asset.decimals()).stripTrailingZeros().toPlainString());
    return "bitcoin:" + text(to, chain) + amount.orElse("");
  }

  @Override
  public BigInteger leastUnits() {
    return DUST_LIMIT;
  }
}
