package coffer.core.wallet;

import coffer.core.chain.AccountProblem;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// What an account would receive payments at. The owner compares the first addresses with those in
/// their own wallet: a typing error in a key is not visible in the key, and payments would go to
/// addresses that the owner cannot use.
///
/// @param xpub as a wallet stores it
/// @param origin where the key comes from, if the owner stated it
/// @param addresses the first ones, as wallets on the chain write them
public record AccountPreview(String xpub, Optional<KeyOrigin> origin, List<String> addresses) {
  /// What became of a text.
  public sealed interface Read {
    record Account(AccountPreview preview) implements Read {}

    record Refused(AccountProblem problem) implements Read {}
  }

  /// @param account as its owner wrote it: an extended public key, or a descriptor
  /// @param chain decides how addresses are written
  /// @param count of addresses, 1 or more
  public static Read read(AddressFormat format, Mode mode, Chain chain, String account, int count) {
    var problem = format.refuseAccount(account, mode);
    if (problem.isPresent()) return new Read.Refused(problem.get());
    var xpub = format.normalAccount(account);
    var addresses =
        LongStream.range(0, count)
            .mapToObj(index -> format.text(format.derive(xpub, index), chain))
            .toList();
    return new Read.Account(new AccountPreview(xpub, KeyOrigin.in(account), addresses));
  }
}
