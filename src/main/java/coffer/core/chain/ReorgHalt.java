package coffer.core.chain;

import java.util.Optional;
import java.util.regex.Pattern;

/// Why a chain is halted: its node undoes blocks that were final.
///
/// @param ancestor the last block that both branches have
/// @param first the first block of the other branch, which the operator may accept
public record ReorgHalt(BlockRef ancestor, BlockRef first) {
  private static final Pattern TEXT =
      Pattern.compile(
          "the node undoes final blocks above (\\d{1,18}):(\\S+) in favour of (\\d{1,18}):(\\S+);"
              + " no other endpoint agrees");

  /// As the cursor of the chain keeps it.
  public String text() {
    return "the node undoes final blocks above %s in favour of %s; no other endpoint agrees"
        .formatted(ancestor, first);
  }

  /// @return empty if the chain is halted for another reason
  public static Optional<ReorgHalt> of(String text) {
    var found = TEXT.matcher(text);
    if (!found.matches()) return Optional.empty();
    return Optional.of(
        new ReorgHalt(
            new BlockRef(Long.parseLong(found.group(1)), found.group(2)),
            new BlockRef(Long.parseLong(found.group(3)), found.group(4))));
  }
}
