package coffer;

import coffer.api.ApiClient;
import coffer.db.Db;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What PostgreSQL really did for each statement on one database: it writes every plan into its
/// log, with the rows that each step touched. The log is that of all databases: classes that use it
/// run one at a time (`@ResourceLock("plans")`).
public final class Plans {
  private final Db db;
  private final Path log;
  private long read;

  /// How one statement was run.
  ///
  /// @param most the rows that its busiest step passed on or threw away
  public record Plan(long most, String text) {}

  public Plans(Db db) throws IOException {
    this.db = db;
    this.log =
        Path.of(db.<String>tx(tx -> tx.only("SHOW data_directory", r -> r.text("data_directory"))))
            .resolveSibling("server.log");
    for (var setting :
        List.of(
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off",
            "auto_explain.log_format = 'json'",
            "session_preload_libraries = 'auto_explain'")) {
      set(setting);
    }
    ((HikariDataSource) db.pool()).getHikariPoolMXBean().softEvictConnections();
    this.read = Files.size(log); // it grows from run to run
  }

  private void set(String setting) {
    db.run(
        tx -> {
          var name = tx.only("SELECT current_database() AS name", row -> row.text("name"));
          tx.update("ALTER DATABASE " + name + " SET " + setting);
        });
  }

  /// The plans written since the last call.
  public List<Plan> take() throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(log)) {
      in.skipNBytes(read);
      bytes = in.readAllBytes();
    }
    int end = whole(bytes);
    read += end;
    var text = new String(bytes, 0, end, StandardCharsets.UTF_8);
    var plans = new ArrayList<Plan>();
    // The lines of a message after its first begin with a tab.
    for (var message : text.split("\n(?!\t)")) {
      var start = message.indexOf("plan:\n");
      if (start < 0) continue;
      plans.add(new Plan(most(json(message.substring(start + 6)).path("Plan")), message));
    }
    return plans;
  }

  private static JsonNode json(String plan) {
    try {
      return ApiClient.MAPPER.readTree(plan);
    } catch (JacksonException e) {
      throw new IllegalStateException("not a plan: " + plan, e);
    }
  }

  /// Where the last message begins whose end is not there: another database's may be half written.
  private static int whole(byte[] log) {
    int last = 0;
    for (int i = log.length - 2; i > 0; i--) {
      if (log[i] != '\n' || log[i + 1] == '\t') continue;
      last = i + 1;
      break;
    }
    var message = new String(log, last, log.length - last, StandardCharsets.UTF_8);
    boolean plan = message.contains("plan:\n");
    boolean half = plan ? !message.endsWith("\n\t}\n") : !message.endsWith("\n");
    return half ? last : log.length;
  }

  private static long most(JsonNode step) {
    double touched = 0;
    for (var field : step.properties()) {
      var name = field.getKey();
      if (name.equals("Actual Rows") || name.startsWith("Rows Removed")) {
        touched += field.getValue().asDouble();
      }
    }
    var most = (long) (touched * step.path("Actual Loops").asDouble());
    for (var below : step.path("Plans").values()) most = Math.max(most, most(below));
    return most;
  }
}
