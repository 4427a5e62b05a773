package coffer.chain.tron;

import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A block as the node tells it.
///
/// @param rooted whether its header has a root over transactions: then there are some
/// @param transactions empty if only the header was asked for
record TronRawBlock(BlockHeader header, boolean rooted, List<Transaction> transactions) {
  /// The kinds of contracts that are told apart.
  enum Type {
    /// TRX from one account to another
    TRANSFER,
    /// a call of a smart contract, with or without TRX
    CALL,
    /// a new smart contract, with or without TRX for it
    CREATE,
    /// TRX for units of a TRC-10 token that its issuer sells: the issuer is paid
    PARTICIPATE,
    /// everything else, TRC-10 among it: it pays nobody in TRX
    OTHER
  }

  /// @param success by `contractRet`
  /// @param owner whose transaction it is; null where nobody signs with an account
  /// @param to null where the contract has no such field
  /// @param amount in sun only for a [Type#TRANSFER] and a [Type#PARTICIPATE]
  /// @param callValue sun sent along with a [Type#CALL] or a [Type#CREATE]
  record Transaction(
      String txid,
      Type type,
      boolean success,
      @Nullable Address owner,
      @Nullable Address to,
      long amount,
      long callValue) {}
}
