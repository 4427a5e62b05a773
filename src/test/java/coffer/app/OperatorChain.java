package coffer.app;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.ReorgHalt;
import java.time.Clock;
import java.util.Optional;

/// A chain of a storefront that no node reads: a test says how far it was read.
public record OperatorChain(Storefront front, int id) {
  static final BlockRef OTHER = new BlockRef(96, "0xother");

  /// Read up to block 100, final up to 90.
  public static OperatorChain read(Storefront front, String name) {
    var now = Clock.systemUTC().instant();
    int id =
        front
            .base()
            .db()
            .tx(
                tx ->
                    tx.only(
                        "SELECT id FROM chain WHERE name = ? AND organization_id IS NULL",
                        row -> row.integer("id"),
                        name));
    var head = new BlockHeader(100, "0xhead", "0xparent", now);
    front
        .base()
        .db()
        .run(
            tx -> {
              new Cursors().start(tx, id, Cursor.HEAD, head, Optional.empty(), now);
              tx.update("UPDATE cursor SET final_height = 90 WHERE chain_id = ?", id);
            });
    return new OperatorChain(front, id);
  }

  public void halt() {
    var halt = new ReorgHalt(new BlockRef(95, "0xancestor"), OTHER);
    var now = Clock.systemUTC().instant();
    front.base().db().run(tx -> new Cursors().halt(tx, id, Cursor.HEAD, halt.text(), now));
  }

  Cursor head() {
    return front.base().db().tx(tx -> new Cursors().get(tx, id, Cursor.HEAD)).orElseThrow();
  }

  public String path() {
    return "/cabinet/operator/chains/" + id;
  }
}
