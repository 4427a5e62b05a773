package coffer.app.config;

import coffer.operator.TomlTable;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `[postgres]`: settings of the embedded PostgreSQL. The allowed settings change its speed, never
/// its durability or access rules.
public final class PostgresTable {
  static final Set<String> ALLOWED =
      Set.of(
          "autovacuum_max_workers",
          "autovacuum_naptime",
          "autovacuum_vacuum_cost_limit",
          "autovacuum_vacuum_scale_factor",
          "checkpoint_completion_target",
          "checkpoint_timeout",
          "effective_cache_size",
          "effective_io_concurrency",
          "huge_pages",
          "log_autovacuum_min_duration",
          "log_min_duration_statement",
          "maintenance_work_mem",
          "max_wal_size",
          "min_wal_size",
          "shared_buffers",
          "wal_buffers",
          "wal_compression",
          "work_mem");

  private static final Pattern VALUE = Pattern.compile("-?[0-9]+([.][0-9]+)?|[0-9]*[a-zA-Z]{1,10}");
  private static final long MEGABYTE = 1 << 20;

  private PostgresTable() {}

  static Map<String, String> read(TomlTable table) {
    var settings = new TreeMap<String, String>();
    table
        .keys()
        .forEach(
            name -> {
              var value = table.scalar(name);
              if (!ALLOWED.contains(name)) {
                table.problem(name, "cannot be set here; there are " + String.join(", ", sorted()));
              } else if (!VALUE.matcher(value).matches()) {
                table.problem(name, "is not like 512MB, 30min, 0.9 or on");
              } else {
                settings.put(name, value);
              }
            });
    return Map.copyOf(settings);
  }

  /// Adds defaults that suit the machine for settings that the operator does not set.
  public static Map<String, String> complete(Map<String, String> settings) {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var all = usual(system.getTotalMemorySize());
    all.putAll(settings);
    return Map.copyOf(all);
  }

  /// The defaults. The cache of PostgreSQL is an eighth of the memory, from 128 MB to 1 GB; the
  /// server and the system's file cache need the rest. PostgreSQL may expect half of the memory to
  /// cache its files.
  static Map<String, String> usual(long memory) {
    var eighth = Math.clamp(memory / 8 / MEGABYTE, 128, 1024);
    return new TreeMap<>(
        Map.of(
            "shared_buffers",
            eighth + "MB",
            "effective_cache_size",
            Math.max(eighth, memory / 2 / MEGABYTE) + "MB"));
  }

  private static java.util.List<String> sorted() {
    return ALLOWED.stream().sorted().toList();
  }
}
