package coffer.chain;

import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Transfer;
import coffer.core.custody.Difference;
import coffer.core.custody.DifferenceCauses;
import coffer.core.custody.Differences;
import coffer.core.custody.ReconciliationRounds;
import coffer.core.custody.ReconciliationRounds.Round;
import coffer.core.payment.ChainUpdate;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compares the ledger of a world with a chain, through a source of its own.
public final class Comparison {
  private final World world;
  private final Chain chain;
  private final Reconciler reconciler;
  private final Differences differences;

  /// @param source whose balances are asked for
  public Comparison(World world, Chain chain, ChainSource source) {
    this.world = world;
    this.chain = chain;
    this.differences = new Differences(world.chains);
    this.reconciler =
        new Reconciler(
            world.db,
            chain,
            world.chains,
            source.balances().orElseThrow(),
            _ -> world.scan(chain),
            world.clock);
  }

  /// All addresses, once.
  public Reconciler.Outcome whole() {
    try {
      return reconciler.all(Optional.empty());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What is looked at again.
  public int again() {
    try {
      return reconciler.again(1000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One turn in the background.
  public void turn(int most) {
    try {
      reconciler.turn(most);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public List<Difference> found() {
    return world.db.tx(tx -> differences.list(tx, chain, Optional.of(world.organization.id())));
  }

  public Difference only() {
    var found = found();
    if (found.size() != 1) throw new AssertionError("not one difference: " + found);
    return found.getFirst();
  }

  /// In whole coins, with its sign.
  public String coins(Difference difference) {
    return new DifferenceCauses(world.chains).coins(difference.place().asset(), difference.units());
  }

  public Round round(coffer.core.custody.RoundPart part) {
    return world.db.tx(tx -> new ReconciliationRounds().list(tx)).stream()
        .filter(each -> each.chainId() == chain.id() && each.part() == part)
        .findFirst()
        .orElseThrow();
  }

  /// Books an arrival that the chain does not have, in its newest block.
  public void book(String txid, String position, Asset asset, Address to, BigInteger units) {
    var head = world.db.tx(tx -> new Cursors().get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
    var block = new BlockHeader(head.block().height(), head.block().hash(), "", head.at());
    var transfer =
        new Transfer(
            txid,
            position,
            asset,
            Optional.empty(),
            Optional.of(to),
            units,
            Optional.of(block),
            List.of(),
            0,
            Map.of());
    world.db.run(
        tx ->
            world.payments.onBlocks(
                tx,
                new ChainUpdate(
                    chain,
                    Optional.empty(),
                    List.of(block),
                    List.of(transfer),
                    List.of(),
                    head.block().height(),
                    head.block().height(),
                    false)));
  }

  /// Puts a token into the catalogue's rows that no reader knew until now.
  public void offer(String code, String contract) {
    world.db.run(
        tx ->
            tx.update(
                """
                INSERT INTO asset (chain_id, mode, code, contract, decimals, precision, slack_units,
                  slack_percent, dust_units, min_units, min_depth, enabled)
                VALUES (?, ?, ?, ?, 6, 6, 0, 0, 0, 0, 1, true)
                """,
                chain.id(),
                chain.mode().text(),
                code,
                contract));
    world.chains.refresh();
  }
}
