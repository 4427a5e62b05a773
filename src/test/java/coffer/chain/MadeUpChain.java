package coffer.chain;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Candidate;
import coffer.chain.ChainSource.Tip;
import coffer.chain.ChainSource.Unconfirmed;
import coffer.chain.ChainSource.Unlinked;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Transfer;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/// A chain in memory, for what a sandbox is too slow for. Its blocks are five minutes apart.
final class MadeUpChain {
  /// @param to the number of an invoice; -1 = nobody's
  record Pay(String txid, String position, int to, BigInteger units) {}

  private record Made(BlockHeader header, List<Pay> pays) {}

  private final List<Made> branch = new ArrayList<>();
  private int hashes;
  private String prefix = "0xb";

  MadeUpChain(Instant start) {
    branch.add(new Made(new BlockHeader(0, "0xb0", "0x", start), List.of()));
  }

  /// Whose further blocks are others than those of a chain that began alike.
  MadeUpChain otherwise() {
    prefix = "0xc";
    return this;
  }

  Instant now() {
    return branch.getLast().header.at();
  }

  void extend(List<List<Pay>> blocks) {
    for (var pays : blocks) {
      var last = branch.getLast().header;
      var at = last.at().plus(Duration.ofMinutes(5));
      var header = new BlockHeader(last.height() + 1, prefix + ++hashes, last.hash(), at);
      branch.add(new Made(header, pays));
    }
  }

  /// Undoes some blocks; the new branch is longer.
  ///
  /// @param again whether what was in them is mined again, in the first block of the new branch
  void reorg(int depth, boolean again, List<List<Pay>> blocks) {
    var mined = new ArrayList<Pay>();
    var count = Math.min(depth, branch.size() - 1);
    for (int i = 0; i < count; i++) mined.addAll(branch.removeLast().pays);
    extend(List.of(again ? mined : List.of()));
    for (int i = 0; i < count; i++) extend(List.of(List.of()));
    extend(blocks);
  }

  /// @param addresses of the invoices, by number
  /// @param atOnce how many blocks it tells at once, at most
  ChainSource source(Asset asset, IntFunction<Address> addresses, int atOnce) {
    return new Source(asset, addresses, atOnce);
  }

  private final class Source implements ChainSource {
    private final Asset asset;
    private final IntFunction<Address> addresses;
    private final int atOnce;

    Source(Asset asset, IntFunction<Address> addresses, int atOnce) {
      this.asset = asset;
      this.addresses = addresses;
      this.atOnce = atOnce;
    }

    @Override
    public Tip tip() {
      var head = branch.getLast().header;
      return new Tip(head, Optional.empty(), head.at());
    }

    @Override
    public Optional<BlockHeader> header(long height) {
      if (height >= branch.size()) return Optional.empty();
      return Optional.of(branch.get((int) height).header);
    }

    @Override
    public List<Block> blocks(BlockRef after, long last, long finalHeight) {
      var from = (int) after.height();
      if (from >= branch.size() || !branch.get(from).header.hash().equals(after.hash())) {
        throw new Unlinked(after);
      }
      var to = (int) Math.min(Math.min(last, branch.size() - 1), after.height() + atOnce);
      return branch.subList(from + 1, to + 1).stream().map(this::block).toList();
    }

    private Block block(Made made) {
      var from = Optional.<Address>empty();
      return new Block(
          made.header,
          BlockTransfers.of(
              made.pays.stream()
                  .map(
                      pay ->
                          new Candidate(
                              Optional.of(made.header),
                              pay.txid,
                              asset,
                              from,
                              Optional.of(addresses.apply(pay.to)),
                              pay.units,
                              pay.position))
                  .toList()));
    }

    @Override
    public List<Transfer> resolve(List<Candidate> candidates) {
      return candidates.stream()
          .map(
              c ->
                  new Transfer(
                      c.txid(),
                      (String) c.locator(),
                      c.asset(),
                      c.from(),
                      c.to(),
                      c.units(),
                      c.block(),
                      List.of(),
                      0,
                      Map.of()))
          .toList();
    }

    @Override
    public Optional<Unconfirmed> unconfirmed(Set<String> pending) {
      return Optional.empty();
    }

    @Override
    public boolean agreed(BlockRef block) {
      return false;
    }

    @Override
    public String endpoint() {
      return "made up";
    }

    @Override
    public Map<String, Long> errors() {
      return Map.of();
    }

    @Override
    public void await(Duration atMost) {}

    @Override
    public void close() {}
  }
}
