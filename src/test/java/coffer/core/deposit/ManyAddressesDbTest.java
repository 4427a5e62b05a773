package coffer.core.deposit;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.Field;
import coffer.core.TextChange;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.deposit.DepositAddressRows.Filter;
import coffer.db.TestDb;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A page of addresses costs a page, however many addresses the page leaves out.
@ResourceLock("plans")
final class ManyAddressesDbTest {
  private static final int MANY = 30_000;
  private static final int PAGE = 100;
  private static final long MOST = 3 * PAGE;

  /// So often a statement is planned for its values, before PostgreSQL keeps one plan for all.
  private static final int TIMES = 12;

  @AutoClose private final World world = new World(TestDb.address());
  private final DepositAddressRows rows = new DepositAddressRows(world.chains);
  private long first;

  @Test
  void archivedAddressesAreNotRead() throws IOException {
    var plans = fill();
    var oldest = archive(1).getFirst();
    for (int time = 0; time < TIMES; time++) {
      assertThat(list(true)).containsExactly(oldest);
      assertThat(ofCustomers(true)).containsExactly(oldest);
      cheap(plans);
    }
    archive(MANY - 1);
    for (int time = 0; time < TIMES; time++) {
      assertThat(list(false)).hasSize(2);
      assertThat(ofCustomers(false)).hasSize(2);
      cheap(plans);
    }
  }

  private List<UUID> list(boolean archived) {
    return world.db.tx(
        tx ->
            ids(
                rows.list(
                    tx, world.project.id(), Kind.CUSTOMER, archived, Optional.empty(), PAGE)));
  }

  private List<UUID> ofCustomers(boolean archived) {
    return world.db.tx(
        tx ->
            ids(
                rows.ofCustomers(
                    tx,
                    world.project.id(),
                    Optional.empty(),
                    Filter.all(archived),
                    true,
                    PAGE,
                    0)));
  }

  private static List<UUID> ids(List<DepositAddress> found) {
    return found.stream().map(DepositAddress::publicId).toList();
  }

  private static void cheap(Plans plans) throws IOException {
    for (var plan : plans.take()) {
      if (plan.text().contains("FROM deposit_address d")) {
        assertThat(plan.most()).as(plan.text()).isLessThanOrEqualTo(MOST);
      }
    }
  }

  /// Archives the addresses after the first one, oldest first.
  private List<UUID> archive(int count) {
    return world.db.tx(
        tx -> {
          var ids =
              tx.list(
                  """
                  UPDATE deposit_address SET archived = true
                  WHERE id IN (SELECT id FROM deposit_address WHERE id > ? ORDER BY id LIMIT ?) RETURNING public_id
                  """,
                  row -> row.uuid("public_id"),
                  first,
                  count);
          tx.update("ANALYZE deposit_address");
          return ids;
        });
  }

  /// Copies of one customer's address.
  private Plans fill() throws IOException {
    var customers = new Customers(world.clock);
    var addresses = new DepositAddresses(world.chains, world.wallets, world.clock);
    var usdt = world.asset(world.chain("ethereum"), "USDT");
    var draft = new Customers.Draft("user-1", TextChange.keep(), TextChange.keep());
    var made =
        world.db.tx(
            tx ->
                addresses.ofCustomer(
                    tx,
                    world.project,
                    customers.save(tx, world.project, draft),
                    new Field.At("asset"),
                    usdt,
                    false));
    first = made.id();
    world.db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          tx.update(
              """
              INSERT INTO watched_address (id, organization_id, wallet_id, family, mode, address, hd_index, created_at)
              SELECT 1000000 + n, organization_id, wallet_id, family, mode, decode(lpad(to_hex(n), 40, '0'), 'hex'), 1000000 + n,
                created_at
              FROM watched_address, generate_series(1, ?) n WHERE watched_address.id = ?
              """,
              MANY,
              made.addressId());
          tx.update(
              """
              INSERT INTO deposit_address (public_id, project_id, mode, kind, customer_id, address_id, asset_id, active,
                created_at)
              SELECT gen_random_uuid(), project_id, mode, kind, customer_id, 1000000 + n, asset_id, false, created_at
              FROM deposit_address, generate_series(1, ?) n WHERE deposit_address.id = ?
              """,
              MANY,
              first);
        });
    world.db.run(tx -> tx.update("ANALYZE"));
    return new Plans(world.db);
  }
}
