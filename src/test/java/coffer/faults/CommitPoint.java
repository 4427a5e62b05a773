package coffer.faults;

import java.util.Set;

/// The transactions that a server commits, told apart by what they have written.
enum CommitPoint {
  CREATE_INVOICE,
  CHOOSE_COIN,
  CANCEL_INVOICE,
  PAY,
  MINE,
  CHANGE_NOTHING,
  EVICT,
  BOOK_BLOCKS,
  UNDO_BLOCKS,
  READ_BLOCKS,
  START_CHAIN,
  SEE_IN_MEMPOOL,
  EXPIRE,
  LEASE_WEBHOOKS,
  KEEP_OUTCOME,
  TAKE_LEASE,
  REPORT_SCANNER,
  KEEP_RATES,
  TAKE_INDEXES,
  READ,
  OTHER;

  /// @param did such as `INSERT invoice`
  static CommitPoint of(Set<String> did) {
    if (did.isEmpty()) return READ;
    if (did.contains("UNDO block")) return UNDO_BLOCKS;
    if (did.contains("INSERT idempotency")) return request(did);
    if (did.contains("UPDATE cursor") || did.contains("INSERT cursor")) return scan(did);
    if (did.contains("INSERT attempt")) return KEEP_OUTCOME;
    if (touches(did, "movement")) return SEE_IN_MEMPOOL;
    if (did.contains("UPDATE invoice")) return EXPIRE;
    if (did.contains("INSERT sandbox_block")) return MINE;
    if (did.contains("UPDATE delivery")) return LEASE_WEBHOOKS;
    if (touches(did, "lease")) return TAKE_LEASE;
    if (touches(did, "scanner")) return REPORT_SCANNER;
    if (touches(did, "rate")) return KEEP_RATES;
    if (did.contains("UPDATE wallet")) return TAKE_INDEXES;
    return OTHER;
  }

  private static CommitPoint request(Set<String> did) {
    if (did.contains("INSERT invoice")) return CREATE_INVOICE;
    if (touches(did, "quote")) return CHOOSE_COIN;
    if (did.contains("UPDATE invoice")) return CANCEL_INVOICE;
    if (did.contains("INSERT sandbox_block")) return MINE;
    if (did.contains("INSERT sandbox_tx")) return PAY;
    if (touches(did, "sandbox_tx")) return EVICT;
    return CHANGE_NOTHING;
  }

  private static CommitPoint scan(Set<String> did) {
    if (did.contains("INSERT entry")) return BOOK_BLOCKS;
    return did.contains("INSERT cursor") ? START_CHAIN : READ_BLOCKS;
  }

  private static boolean touches(Set<String> did, String table) {
    return did.contains("INSERT " + table)
        || did.contains("UPDATE " + table)
        || did.contains("DELETE " + table);
  }
}
