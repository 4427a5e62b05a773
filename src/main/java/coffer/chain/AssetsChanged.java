package coffer.chain;

import coffer.core.chain.Chain;

/// The database lists assets of a chain that this reader does not look for. The reader books
/// nothing and must be rebuilt from the current rows.
public final class AssetsChanged extends RuntimeException {
  AssetsChanged(Chain chain) {
    super(chain + " has other assets than those that are looked for");
  }
}
