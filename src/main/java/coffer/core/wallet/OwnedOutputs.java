package coffer.core.wallet;

import coffer.core.chain.Chain;
import coffer.core.chain.Outpoint;
import coffer.db.Tx;

/// The outputs on one chain that were paid to our addresses, in memory, 11 to 16 bytes each. With
/// them the scanner finds outflows on chains where an input names only the output that it spends.
public final class OwnedOutputs implements AddressFilter {
  private final Chain chain;
  private final AddressHashes hashes = new AddressHashes();
  private long last;
  private String timeline = "";

  public OwnedOutputs(Chain chain) {
    this.chain = chain;
  }

  /// Adds the outputs that were written since the last call. The caller must hold the lock of the
  /// chain's cursor: movements of the chain are written only under that lock, one transaction after
  /// the other, so that their ids rise.
  ///
  /// After a failover, the new primary may assign some ids again, so everything is read again.
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

  /// @param hash from [Outpoint#hash64]
  @Override
  public boolean mayContain(long hash) {
    return hashes.contains(hash);
  }
}
