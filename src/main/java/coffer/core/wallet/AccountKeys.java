package coffer.core.wallet;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;

/// A cache of parsed account keys by their text, because every invoice needs an address.
public final class AccountKeys {
  private final LoadingCache<String, AccountKey> keys =
      Caffeine.newBuilder().maximumSize(10_000).build(AccountKey::parse);

  /// @throws IllegalArgumentException if the text is not an extended public key
  public AccountKey get(String account) {
    return keys.get(account);
  }
}
