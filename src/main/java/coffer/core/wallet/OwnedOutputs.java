package coffer.core.wallet;

import coffer.core.chain.Chain;
import coffer.core.chain.Outpoint;
import coffer.db.Tx;

/// The outputs on one chain that were paid to addresses of ours, in memory, 11 to 16 bytes each: by
/// them a departure is found where an input names nothing but the output that it spends.
public final class OwnedOutputs implements AddressFilter {
  private final Chain chain;
  private final AddressHashes hashes = new AddressHashes();
  private long last;
  private String timeline = "";

  public OwnedOutputs(Chain chain) {
    this.chain = chain;
  }

  /// Takes up what was written before. Only under the lock of the chain's cursor: there alone rows
  /// of its movements are written, one transaction after the other, so that their ids rise.
  ///
  /// After a failover the new primary may give some ids again: everything is read anew.
  public synchronized void refresh(Tx tx) {
    var now =
        tx.only(
            "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline",
            row -> row.text("timeline"));
    if (!now.equals(timeline)) last = 0;
    timeline = now;
    tx.each(
        """
        SELECT id, txid, position FROM movement
        WHERE id > ? AND chain_id = ? AND kind <> 'outflow' AND position LIKE 'out:%'
        """,
        row -> {
          Outpoint.of(row.text("txid"), row.text("position"))
              .ifPresent(output -> hashes.add(output.hash64()));
          last = Math.max(last, row.number("id"));
        },
        last,
        chain.id());
  }

  /// @param hash by [Outpoint#hash64]
  @Override
  public boolean mayContain(long hash) {
    return hashes.contains(hash);
  }
}
