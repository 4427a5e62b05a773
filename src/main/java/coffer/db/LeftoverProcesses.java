package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.operator.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The processes of an [EmbeddedPostgres] whose own process has ended: a server that is stopping,
/// or the children of one that was killed. PostgreSQL does not start beside them, because they may
/// still write.
///
/// They are recognized by the server's `cluster_name` in their command lines. Every user may read
/// those, unlike the folder that they work in.
///
/// @param name of the cluster, which no other command line contains
record LeftoverProcesses(String name) {
  private static final Logger log = LoggerFactory.getLogger(LeftoverProcesses.class);
  private static final String CHILD = "postgres: ";
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration NOTICE_TIME = Duration.ofSeconds(3);

  private record Found(ProcessHandle process, String command) {
    boolean child() {
      return command.startsWith(CHILD);
    }
  }

  /// Waits until they have ended. A server that stops writes its memory to disk; children without a
  /// server have nothing to do. Those that take longer hang and are killed.
  void end() {
    // The shell that keeps the server has asked it to stop, unless that was killed, too.
    find().stream().filter(each -> !each.child()).forEach(each -> stop(each.process.pid()));
    if (!gone(STOP_TIMEOUT, found -> found.stream().allMatch(Found::child))) kill();
    if (!gone(NOTICE_TIME, List::isEmpty)) kill();
  }

  /// Stops a server at once, also with open connections: SIGTERM would wait for them.
  private static void stop(long pid) {
    try {
      ChildProcess.run(List.of("kill", "-INT", String.valueOf(pid)), Path.of("/"), "");
    } catch (IOException | IllegalStateException | UserError _) {
      log.debug("PostgreSQL's process {} has ended meanwhile", pid);
    }
  }

  /// Kills the server before its children: it would start others.
  void kill() {
    for (var found : find()) {
      log.warn("PostgreSQL's process {} hangs and is killed", found.process.pid());
      found.process.destroyForcibly();
    }
    if (!gone(STOP_TIMEOUT, List::isEmpty)) log.warn("it hangs on");
  }

  private boolean gone(Duration atMost, Predicate<List<Found>> condition) {
    var until = System.nanoTime() + atMost.toNanos();
    while (!condition.test(find())) {
      if (System.nanoTime() > until) return false;
      EmbeddedPostgres.pause();
    }
    return true;
  }

  private List<Found> find() {
    return ProcessHandle.allProcesses()
        .map(process -> new Found(process, command(process.pid())))
        .filter(found -> found.command.contains(name))
        .filter(found -> found.child() || found.command.split("\0", 2)[0].endsWith("/postgres"))
        .sorted(Comparator.comparing(Found::child))
        .toList();
  }

  /// The command line of a process, or "" if it has ended.
  private static String command(long pid) {
    try {
      var file = Path.of("/proc", String.valueOf(pid), "cmdline");
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException _) {
      return "";
    }
  }
}
