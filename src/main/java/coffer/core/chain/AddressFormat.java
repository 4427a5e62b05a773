package coffer.core.chain;

import java.math.BigInteger;
import java.util.Optional;

/// The address format of a chain family. There is one implementation per family; all methods are
/// pure.
public interface AddressFormat {
  /// `evm`, `bitcoin`, `tron`.
  String family();

  /// The BIP-32 path of account 0. A wallet of this family holds the xpub of this path:
  /// `m/44'/60'/0'`.
  String accountPath(Mode mode);

  /// The address at `account / 0 / index`.
  ///
  /// @param account an extended public key in base58 (xpub or the family's own prefix), or another
  ///     form that [#refuseAccount] accepts
  /// @param index 0 to 2^31 - 1
  Address derive(String account, long index);

  /// Why the account key cannot be used; empty if it can.
  Optional<AccountProblem> refuseAccount(String account, Mode mode);

  /// The form in which a wallet stores an account. Each account has only one, so that two notations
  /// of one account cannot become two wallets.
  ///
  /// @param account one that [#refuseAccount] accepts
  String normalAccount(String account);

  /// The address as wallets on the chain write it: EIP-55, bech32, Base58Check.
  String text(Address address, Chain chain);

  /// Reads what [#text] writes, and the family's other notations.
  ///
  /// @return empty if the text is not an address of the chain
  Optional<Address> parse(String text, Chain chain);

  /// A link that opens the payer's wallet with the amount filled in, where wallets agree on one
  /// (BIP-321, ERC-681); otherwise the bare address.
  String paymentUri(Address to, Asset asset, Chain chain, Optional<BigInteger> units);

  /// The least amount of any asset that wallets of this family send, in base units.
  default BigInteger leastUnits() {
    return BigInteger.ONE;
  }
}
