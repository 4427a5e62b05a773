package coffer.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// The limit of `invoices`: the rows of one invoice written over bare JDBC, all in one round trip
/// that ends with the commit. The values are those of an invoice that the server made.
final class BareInvoice {
  /// Table, and which of its columns differ from invoice to invoice: `#` stands for its number.
  private static final List<List<String>> TABLES =
      List.of(
          List.of("idempotency", "key", "object_id"),
          List.of("watched_address", "id", "address", "hd_index", "tx"),
          List.of("invoice", "id", "public_id", "code"),
          List.of("assignment", "id", "address_id", "invoice_id"),
          List.of("quote", "id", "address_id", "invoice_id"),
          List.of("event", "id", "public_id", "invoice_id", "object_id", "tx"));

  private final BenchEnvironment environment;
  private final List<String> statements = new ArrayList<>();
  private final AtomicLong next = new AtomicLong(100_000_000);

  /// Reads what the newest invoice looks like.
  BareInvoice(BenchEnvironment environment) {
    this.environment = environment;
    for (var table : TABLES) statements.add(insert(table));
  }

  private String insert(List<String> table) {
    return environment.db.tx(
        tx -> {
          var columns =
              tx.list(
                  """
                  SELECT column_name FROM information_schema.columns
                  WHERE table_schema = 'public' AND table_name = ? AND is_generated = 'NEVER'
                  ORDER BY ordinal_position
                  """,
                  row -> row.text("column_name"),
                  table.getFirst());
          var order = table.getFirst().equals("idempotency") ? "created_at" : "id";
          var names = new ArrayList<String>();
          var values = new ArrayList<String>();
          for (var name : columns) {
            names.add(name);
            values.add(
                table.contains(name)
                    ? changed(name)
                    : tx.only(
                        "SELECT quote_nullable(%s::text) AS v FROM %s ORDER BY %s DESC LIMIT 1"
                            .formatted(name, table.getFirst(), order),
                        row -> row.text("v")));
          }
          return "INSERT INTO %s (%s) VALUES (%s)"
              .formatted(table.getFirst(), String.join(", ", names), String.join(", ", values));
        });
  }

  private static String changed(String column) {
    return switch (column) {
      case "public_id" -> "gen_random_uuid()";
      case "key" -> "?::text";
      case "code" -> "?::text";
      case "address" -> "?::bytea";
      case "tx" -> "pg_current_xact_id()";
      default -> "?::bigint";
    };
  }

  double load(int connections, Duration time) throws Exception {
    return Load.run(connections, time, new Latencies(), _ -> new Writer());
  }

  private final class Writer implements Load.Worker {
    private final Connection connection;
    private final PreparedStatement statement;

    Writer() throws SQLException {
      var address = environment.postgres.address();
      connection = DriverManager.getConnection(address.url(), address.user(), address.password());
      // With autocommit the driver sends all of them with one Sync: they are one transaction.
      statement = connection.prepareStatement(String.join(";", statements));
    }

    @Override
    public void once() throws SQLException {
      var number = next.getAndIncrement();
      var bytes = new byte[20];
      ThreadLocalRandom.current().nextBytes(bytes);
      int place = 1;
      for (var table : TABLES) place = bind(table, number, bytes, place);
      statement.execute();
    }

    private int bind(List<String> table, long number, byte[] address, int place)
        throws SQLException {
      int at = place;
      for (var column : table.subList(1, table.size())) {
        switch (column) {
          case "public_id", "tx" -> {}
          case "key" -> statement.setString(at++, "bare-" + number);
          case "code" -> statement.setString(at++, "%012x0".formatted(number));
          case "address" -> statement.setBytes(at++, address);
          default -> statement.setLong(at++, number);
        }
      }
      return at;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
