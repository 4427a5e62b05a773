package coffer.chain.tron;

import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A block as the node returned it.
///
/// @param rooted whether its header has a transaction root: then it has transactions
/// @param transactions empty if only the header was requested
record TronRawBlock(BlockHeader header, boolean rooted, List<Transaction> transactions) {
  /// The types of TRON contracts that Coffer distinguishes.
  enum Type {
    /// TRX from one account to another
    TRANSFER,
    /// a call of a smart contract, with or without TRX
    CALL,
    /// the creation of a smart contract, with or without TRX for it
    CREATE,
    /// TRX for units of a TRC-10 token: its issuer receives the TRX
    PARTICIPATE,
    /// all others, including TRC-10 transfers: they transfer no TRX
    OTHER
  }

  /// @param success by `contractRet`
  /// @param owner the account that sends the transaction; null if there is none
  /// @param to null if the contract type has no such field
  /// @param amount in sun only for a [Type#TRANSFER] and a [Type#PARTICIPATE]
  /// @param callValue sun sent with a [Type#CALL] or a [Type#CREATE]
  record Transaction(
      String txid,
      Type type,
      boolean success,
      @Nullable Address owner,
      @Nullable Address to,
      long amount,
      long callValue) {}
}
