package coffer.core.wallet;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;

/// Account keys by their text, kept parsed: an address is needed for every invoice.
public final class AccountKeys {
  private final LoadingCache<String, AccountKey> keys =
      Caffeine.newBuilder().maximumSize(10_000).build(AccountKey::parse);

  /// @throws IllegalArgumentException if it is no extended public key
  public AccountKey get(String account) {
    return keys.get(account);
  }
}
