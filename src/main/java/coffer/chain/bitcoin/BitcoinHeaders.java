package coffer.chain.bitcoin;

import coffer.core.chain.BlockHeader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cache of headers, and the time of blocks.
///
/// **A block's time.** Miners set the time of a header. It must only be later than the median of
/// the eleven blocks before it, so a block may claim an earlier time than its parent. Here, a
/// block's time is the latest time that it or one of the hundred blocks before it claims. This
/// value never decreases: a block can claim at most two hours too much, and a hundred blocks take
/// longer than that. It is within seconds of the true time as long as miners' clocks are right, and
/// it does not depend on when it is computed. The median would never decrease either, but it is an
/// hour late: invoices would expire too late.
final class BitcoinHeaders {
  private static final int LOOK_BACK = 100;
  private static final int MAX_HEADERS = 5_000;

  private final Map<String, RawHeader> known =
      new LinkedHashMap<>(MAX_HEADERS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RawHeader> eldest) {
          return size() > MAX_HEADERS;
        }
      };

  /// Returns the header of a block in the node's branch.
  BlockHeader header(BitcoinNodeClient node, String hash, long height) {
    var header = get(hash);
    if (header == null) {
      fetch(node, height, hash);
      header = get(node, hash);
    }
    return header(node, header, height);
  }

  /// The same for a header that was already fetched.
  BlockHeader header(BitcoinNodeClient node, RawHeader header, long height) {
    add(header);
    var latest = header.time();
    var before = header;
    for (long at = height - 1; at >= Math.max(0, height - LOOK_BACK); at--) {
      var next = get(before.parent());
      if (next == null) {
        fetch(node, at, before.parent());
        next = get(node, before.parent());
      }
      before = next;
      latest = Math.max(latest, before.time());
    }
    return new BlockHeader(height, header.hash(), header.parent(), Instant.ofEpochSecond(latest));
  }

  /// Fetches in two batches all headers that the time of a block depends on, if the block is in the
  /// node's branch.
  private void fetch(BitcoinNodeClient node, long height, String hash) {
    var hashes = node.hashes(Math.max(0, height - LOOK_BACK), height);
    if (hashes.isEmpty() || !hashes.getLast().equals(hash)) return;
    var missing = hashes.stream().filter(each -> get(each) == null).toList();
    node.headers(missing).forEach(this::add);
  }

  private RawHeader get(BitcoinNodeClient node, String hash) {
    var header = get(hash);
    if (header != null) return header;
    header = node.headers(List.of(hash)).getFirst();
    add(header);
    return header;
  }

  private synchronized @Nullable RawHeader get(String hash) {
    return known.get(hash);
  }

  private synchronized void add(RawHeader header) {
    known.put(header.hash(), header);
  }
}
