package coffer.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What one connection asks of PostgreSQL, as far as is needed to know a COMMIT and to say of what:
/// what its transaction does to which table.
final class Statements {
  private static final Pattern WRITE =
      Pattern.compile("\\b(INSERT|UPDATE|DELETE)(?:\\s+INTO|\\s+FROM)?\\s+([a-z_]+)");

  /// Blocks that another branch replaced are forgotten from above, old ones from below.
  private static final String UNDO = "DELETE FROM block WHERE chain_id = $1 AND height > $2";

  /// By the name that the driver gave them; the last one without a name under "".
  private final Map<String, String> parsed = new HashMap<>();

  private final TreeSet<String> did = new TreeSet<>();

  /// @param type of a message of the wire protocol
  /// @return whether it is a COMMIT
  boolean commits(int type, byte[] body) {
    switch (type) {
      case 'Q' -> {
        return run(text(body, 0));
      }
      case 'P' -> {
        var name = text(body, 0);
        parsed.put(name, text(body, name.getBytes(UTF_8).length + 1));
        return false;
      }
      case 'B' -> {
        var portal = text(body, 0);
        var name = text(body, portal.getBytes(UTF_8).length + 1);
        return run(parsed.getOrDefault(name, ""));
      }
      default -> {
        return false;
      }
    }
  }

  private boolean run(String sql) {
    var command = sql.strip().toUpperCase(Locale.ROOT);
    if (command.equals("BEGIN") || command.equals("ROLLBACK")) did.clear();
    var found = WRITE.matcher(sql);
    while (found.find()) did.add(found.group(1) + " " + found.group(2));
    if (sql.startsWith(UNDO)) did.add("UNDO block");
    return command.equals("COMMIT");
  }

  /// What is about to be committed. The next transaction begins with nothing.
  CommitPoint point() {
    var point = CommitPoint.of(did);
    did.clear();
    return point;
  }

  private static String text(byte[] body, int from) {
    int end = from;
    while (body[end] != 0) end++;
    return new String(body, from, end - from, UTF_8);
  }
}
