package coffer.core.merchant;

import coffer.db.Db;
import coffer.db.Tx.Arr;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// When and from where keys were last used, to the minute. A request only notes its key in memory;
/// [#write] stores what was noted. It locks no row of a key.
public final class KeyUses {
  /// The times that are stored differ from the last use by at most this.
  public static final Duration PRECISION = Duration.ofMinutes(1);

  /// The most keys that wait in memory; uses of further ones are not noted.
  static final int MAX_WAITING = 100_000;

  private final InstantSource clock;
  private final Map<Long, Use> waiting = new ConcurrentHashMap<>();
  // Keys whose use was noted within the last minute.
  private final Cache<Long, Boolean> noted =
      Caffeine.newBuilder().expireAfterWrite(PRECISION).maximumSize(MAX_WAITING).build();

  KeyUses(InstantSource clock) {
    this.clock = clock;
  }

  private record Use(Instant at, Optional<String> client) {}

  /// Notes that a request used a key. The client of a publishable key is a payer: its address is
  /// not kept.
  public void note(Principal principal, InetAddress client) {
    if (waiting.size() >= MAX_WAITING) return;
    if (noted.asMap().putIfAbsent(principal.keyId(), true) != null) return;
    var from =
        Optional.of(client.getHostAddress())
            .filter(_ -> principal.kind() != ApiKey.Kind.PUBLISHABLE);
    waiting.put(principal.keyId(), new Use(clock.instant(), from));
  }

  /// Stores what was noted; at most once a minute for each key, whatever the number of servers.
  public void write(Db db) {
    var uses = Map.copyOf(waiting);
    if (uses.isEmpty()) return;
    var entries = List.copyOf(uses.entrySet());
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO key_use AS known (key_id, at, client)
                SELECT * FROM unnest(?::bigint[], ?::timestamptz[], ?::text[]) AS used (key_id, at, client)
                ORDER BY key_id
                ON CONFLICT (key_id) DO UPDATE SET at = excluded.at, client = excluded.client
                WHERE known.at <= excluded.at - interval '1 minute'
                """,
                new Arr("bigint", entries.stream().map(Map.Entry::getKey).toList()),
                new Arr("timestamptz", entries.stream().map(it -> it.getValue().at).toList()),
                new Arr("text", entries.stream().map(KeyUses::client).toList())));
    uses.forEach(waiting::remove);
  }

  private static @Nullable String client(Map.Entry<Long, Use> entry) {
    return entry.getValue().client.orElse(null);
  }
}
