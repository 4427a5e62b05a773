package coffer.chain;

import coffer.core.chain.AccountProblem;
import coffer.core.chain.Address;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Mode;
import coffer.core.wallet.AccountKey;
import coffer.core.wallet.AccountKeys;
import java.util.Optional;
import java.util.Set;

/// Addresses of 20 bytes that are a Keccak hash of the public key: what EVM and TRON share.
public abstract class KeccakAddresses implements AddressFormat {
  private final AccountKeys keys = new AccountKeys();

  @Override
  public final Address derive(String account, long index) {
    return Address.of(Keccak.account(keys.get(account).at(index)));
  }

  @Override
  public final Optional<AccountProblem> refuseAccount(String account, Mode mode) {
    return AccountKey.refuse(account, Set.of(AccountKey.Kind.XPUB), accountPath(mode));
  }

  @Override
  public final String normalAccount(String account) {
    return AccountKey.parse(account).plain();
  }
}
