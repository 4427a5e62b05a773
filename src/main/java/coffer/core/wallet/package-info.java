/// Wallets and their addresses. A [coffer.core.wallet.Wallet] holds the account key of an
/// organization for one chain family. [coffer.core.wallet.Wallets] derives a new
/// [coffer.core.wallet.Watched] address from it when one is needed, without a node.
///
/// The scanners then check every address in every block: [coffer.core.wallet.WatchSet] answers from
/// memory whether it may be watched, and [coffer.core.wallet.WatchedAddresses] confirms it from the
/// rows.
@NullMarked
package coffer.core.wallet;

import org.jspecify.annotations.NullMarked;
