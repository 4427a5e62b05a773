/// Whose addresses are whose. A [coffer.core.wallet.Wallet] holds the account key of an
/// organization for one family of chains; [coffer.core.wallet.Wallets] derives a new
/// [coffer.core.wallet.Watched] address from it whenever one is needed, without asking a node.
///
/// The scanners then ask, for every address in every block, whether it is one of ours:
/// [coffer.core.wallet.WatchSet] answers from memory, and [coffer.core.wallet.WatchedAddresses]
/// confirms it from the rows.
@NullMarked
package coffer.core.wallet;

import org.jspecify.annotations.NullMarked;
