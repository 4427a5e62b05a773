package coffer.core.chain;

import java.math.BigInteger;
import java.util.Optional;

/// What a chain family knows of its addresses: one implementation a family, all pure.
public interface AddressFormat {
  /// `evm`, `bitcoin`, `tron`.
  String family();

  /// The BIP-32 path of account 0 whose xpub a wallet of this family holds: `m/44'/60'/0'`.
  String accountPath(Mode mode);

  /// The address at `account / 0 / index`.
  ///
  /// @param account an extended public key in base58 (xpub or the family's own prefix), or what
  ///     else the family does not refuse
  /// @param index 0 to 2^31 - 1
  Address derive(String account, long index);

  /// Why an account key cannot be used, or empty if it can.
  Optional<String> refuseAccount(String account, Mode mode);

  /// The one spelling of an account that a wallet keeps: two of one account must not become two
  /// wallets.
  ///
  /// @param account not refused
  String normalAccount(String account);

  /// As wallets write it on that chain: EIP-55, bech32, Base58Check.
  String text(Address address, Chain chain);

  /// Reads what [#text] writes, and the family's other spellings.
  ///
  /// @return empty if it is no address of that chain
  Optional<Address> parse(String text, Chain chain);

  /// The link that opens a payer's wallet with the amount filled in, where wallets agree on one:
  /// BIP-321, ERC-681; else the bare address.
  String paymentUri(Address to, Asset asset, Chain chain, Optional<BigInteger> units);

  /// The least that wallets of this family send of any asset, in base units.
  default BigInteger leastUnits() {
    return BigInteger.ONE;
  }
}
