package coffer.chain.tron;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import java.math.BigInteger;

/// A Transfer log of a pinned contract.
///
/// @param place among all logs of its transaction, from 0
/// @param units may be zero
record TronTransferLog(int place, Asset asset, Address from, Address to, BigInteger units) {}
