package coffer.core.payment;

import coffer.core.payment.Movement.Kind;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Confirmed payments that top up prepaid balances. Each waits until [TopUps] books it.
final class TopUpStore {
  private TopUpStore() {}

  /// Those that arrived at an address which tops up a prepaid balance.
  static Set<Movement> among(Tx tx, Collection<Movement> movements) {
    var deposits =
        movements.stream()
            .filter(m -> m.key().kind() == Kind.PAYMENT && m.claim().invoiceId().isEmpty())
            .filter(m -> m.claim().assignmentId().isPresent())
            .toList();
    if (deposits.isEmpty()) return Set.of();
    var assignments =
        Set.copyOf(
            tx.list(
                "SELECT id FROM assignment WHERE id = ANY (?) AND owner = 'prepaid'",
                row -> row.number("id"),
                column("bigint", deposits, m -> m.claim().assignmentId().orElseThrow())));
    return deposits.stream()
        .filter(m -> assignments.contains(m.claim().assignmentId().orElseThrow()))
        .collect(Collectors.toSet());
  }

  static void add(Tx tx, Set<Movement> confirmed) {
    if (confirmed.isEmpty()) return;
    var rows = List.copyOf(confirmed);
    tx.batch(
        """
        INSERT INTO top_up (movement_id, credit, asset_id)
        SELECT * FROM unnest(?::bigint[], ?::integer[], ?::integer[])
        ON CONFLICT (movement_id, credit) DO NOTHING
        """,
        column("bigint", rows, Movement::id),
        column("integer", rows, Movement::credits),
        column("integer", rows, m -> m.asset().id()));
  }

  /// Removes those that still wait: they were undone.
  static void forget(Tx tx, Collection<Movement> reversed) {
    if (reversed.isEmpty()) return;
    tx.batch(
        "DELETE FROM top_up WHERE movement_id = ANY (?) AND rate IS NULL",
        column("bigint", List.copyOf(reversed), Movement::id));
  }

  private static Arr column(String type, List<Movement> rows, Function<Movement, Object> value) {
    return new Arr(type, rows.stream().map(value).toList());
  }
}
