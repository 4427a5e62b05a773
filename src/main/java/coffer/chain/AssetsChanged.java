package coffer.chain;

import coffer.core.chain.Chain;

/// The database names assets of a chain that this reader does not look for: it books nothing and is
/// to be made anew, of the rows that are there now.
public final class AssetsChanged extends RuntimeException {
  AssetsChanged(Chain chain) {
    super(chain + " has other assets than those that are looked for");
  }
}
