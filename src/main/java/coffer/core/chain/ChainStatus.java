package coffer.core.chain;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import coffer.db.Json;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How far a chain is read. It comes from the tables `cursor` and `scanner`, so every process can
/// report it.
///
/// @param head the newest block that the chain's node knows
/// @param height the last processed block
/// @param clock the chain's clock at that block: its time, or a later one if the chain defines so
/// @param halted why payments of this chain are not credited
/// @param errors number of errors by kind, in words, since the start of the process that reads
/// @param unread reason by the code of a token that is not read
/// @param endpoints of the server that reads, in order of preference
/// @param refused API methods that its nodes reject, one sentence each
/// @param reportedAt time of the last report of its scanner
public record ChainStatus(
    Chain chain,
    Optional<Long> head,
    Optional<Long> height,
    Optional<Long> finalHeight,
    Optional<Instant> clock,
    Optional<String> halted,
    Optional<String> endpoint,
    SortedMap<String, Long> errors,
    Optional<String> lastError,
    SortedMap<String, String> unread,
    List<String> refused,
    List<EndpointReport> endpoints,
    Optional<Instant> reportedAt,
    List<Rescanning> rescans) {
  private static final Duration SILENCE = Duration.ofSeconds(90);
  private static final Duration BEHIND = Duration.ofMinutes(1);

  /// @param rests whether it is not asked at present, because it failed
  /// @param error its last failure in its own words; "" = it never failed
  /// @param at when that was; ""
  public record EndpointReport(String name, boolean rests, String error, String at) {}

  /// A rescan of old blocks.
  ///
  /// @param gap code of the asset that was not read in these blocks, if that is the reason
  /// @param from the first block to read again
  /// @param height the last block that was read
  /// @param until the last block to read, as known now
  /// @param paused whether it was cancelled before the gap was filled
  /// @param failure why it does not continue
  public record Rescanning(
      Optional<String> gap,
      long from,
      long height,
      long until,
      boolean paused,
      Optional<String> failure) {
    /// The blocks that are still missing; empty if none are.
    public Optional<String> missing(Chain chain) {
      return gap.map(
          code ->
              "blocks %d to %d were not read for %s%s"
                  .formatted(
                      height + 1,
                      until,
                      code,
                      paused ? ": ./coffer chains rescan " + name(chain) + " --resume" : " yet"));
    }

    private static String name(Chain chain) {
      return chain.organizationId().isEmpty() ? chain.name() : String.valueOf(chain.id());
    }

    private Optional<String> problem() {
      if (paused) return gap.map(code -> "some blocks were not read for " + code);
      return failure.map(_ -> "the rescan from " + from + " does not go on");
    }
  }

  /// Of all chains, also the simulated ones of all organizations.
  public static List<ChainStatus> all(Tx tx, Chains chains) {
    return select(tx, chains, "true");
  }

  /// Of the chains that belong to no organization.
  public static List<ChainStatus> ofServer(Tx tx, Chains chains) {
    return select(tx, chains, "c.organization_id IS NULL");
  }

  private static List<ChainStatus> select(Tx tx, Chains chains, String which) {
    var rescans = rescans(tx);
    return tx
        .list(
            """
            SELECT c.id, h.height, h.final_height, h.clock, h.halted, s.head, s.endpoint, s.errors,
                s.last_error, s.unread, s.refused, s.endpoints, s.updated_at
            FROM chain c
            LEFT JOIN cursor h ON h.chain_id = c.id AND h.name = 'head'
            LEFT JOIN scanner s ON s.chain_id = c.id
            WHERE %s ORDER BY c.id
            """
                .formatted(which),
            row -> read(row, chains, rescans))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /// Reads a row; empty for a chain that was removed from the catalogue.
  private static Optional<ChainStatus> read(
      Row row, Chains chains, Map<Integer, List<Rescanning>> rescans) throws SQLException {
    int id = row.integer("id");
    var chain = chains.all().stream().filter(known -> known.id() == id).findFirst();
    if (chain.isEmpty()) return Optional.empty();
    boolean started = row.maybeNumber("height").isPresent();
    return Optional.of(
        new ChainStatus(
            chain.get(),
            row.maybeNumber("head").filter(head -> head > 0 || started), // 0 = no answer so far
            row.maybeNumber("height"),
            row.maybeNumber("final_height"),
            row.maybeInstant("clock"),
            row.maybeText("halted"),
            row.maybeText("endpoint"),
            errors(row.maybeText("errors").orElse("{}")),
            row.maybeText("last_error"),
            unread(row.maybeText("unread").orElse("{}")),
            refused(row.maybeText("refused").orElse("[]")),
            endpoints(row.maybeText("endpoints").orElse("[]")),
            row.maybeInstant("updated_at"),
            rescans.getOrDefault(id, List.of())));
  }

  private static Map<Integer, List<Rescanning>> rescans(Tx tx) {
    record Of(int chain, Rescanning rescan) {}
    return tx
        .list(
            """
            SELECT chain_id, name, coalesce(from_height, height + 1) AS first, height, until_height,
              paused, halted
            FROM cursor WHERE name <> 'head' ORDER BY first, name
            """,
            row ->
                new Of(
                    row.integer("chain_id"),
                    new Rescanning(
                        Cursor.gapOf(row.text("name")),
                        row.number("first"),
                        row.number("height"),
                        row.number("until_height"),
                        row.bool("paused"),
                        row.maybeText("halted"))))
        .stream()
        .collect(groupingBy(Of::chain, mapping(Of::rescan, toList())));
  }

  private static SortedMap<String, String> unread(String json) {
    var unread = new TreeMap<String, String>();
    fields(json).forEach((code, why) -> unread.put(code, String.valueOf(why)));
    return unread;
  }

  private static Map<?, ?> named(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Map<String, Object> fields(String json) {
    var fields = new TreeMap<String, Object>();
    named(Json.read(json, Object.class))
        .forEach((name, value) -> fields.put(String.valueOf(name), value));
    return fields;
  }

  private static List<String> refused(String json) {
    return Json.read(json, Object.class) instanceof List<?> all
        ? all.stream().map(ChainStatus::refusal).toList()
        : List.of();
  }

  private static List<EndpointReport> endpoints(String json) {
    return Json.read(json, Object.class) instanceof List<?> all
        ? all.stream().map(ChainStatus::named).map(ChainStatus::endpoint).toList()
        : List.of();
  }

  private static EndpointReport endpoint(Map<?, ?> value) {
    return new EndpointReport(
        String.valueOf(value.get("endpoint")),
        Boolean.TRUE.equals(value.get("rests")),
        String.valueOf(value.get("error")),
        String.valueOf(value.get("at")));
  }

  private static String refusal(Object value) {
    var each = named(value);
    return "%s refuses %s since %s: %s"
        .formatted(
            each.get("endpoint"), each.get("method"), each.get("since"), each.get("message"));
  }

  private static SortedMap<String, Long> errors(String json) {
    var errors = new TreeMap<String, Long>();
    fields(json)
        .forEach(
            (kind, count) -> {
              long number = count instanceof Number it ? it.longValue() : 0;
              if (number > 0) errors.put(kind.toLowerCase(Locale.ROOT).replace('_', ' '), number);
            });
    return errors;
  }

  public boolean started() {
    return height.isPresent();
  }

  /// The number of blocks that the node knows and that are not processed yet.
  public long lagBlocks() {
    return Math.max(0, head.orElse(0L) - height.orElse(0L));
  }

  /// How far the chain's clock is behind the given time. Empty without a clock: the first block of
  /// a chain may have no time and then reports 1970.
  public Optional<Duration> lag(Instant now) {
    return clock
        .filter(at -> at.isAfter(Instant.EPOCH))
        .map(at -> Duration.between(at, now))
        .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
  }

  /// A problem in words without host names; empty if there is none.
  public Optional<String> problem(Instant now) {
    if (halted.isPresent()) return Optional.of("halted: a final block was undone");
    if (!started()) {
      return Optional.of(
          "not read yet" + lastError.map(_ -> ": its node gives no good answer").orElse(""));
    }
    var silent = Duration.between(reportedAt.orElse(Instant.EPOCH), now);
    if (silent.compareTo(SILENCE) > 0) {
      return Optional.of(
          "no scanner" + reportedAt.map(_ -> " for " + silent.toSeconds() + " s").orElse(""));
    }
    var blockTime = chain.spec().blockTime();
    long seconds = lag(now).map(Duration::toSeconds).orElse(0L);
    // In milliseconds, because a block time may be less than a second.
    if (lagBlocks() * blockTime.toMillis() > BEHIND.toMillis() && lagBlocks() > 5) {
      return Optional.of(
          lagBlocks() + " blocks behind" + lag(now).map(_ -> ", " + seconds + " s").orElse(""));
    }
    if (lastError.isPresent()) return Optional.of("its node gives no good answer");
    boolean stalled = seconds > blockTime.multipliedBy(20).plusSeconds(120).toSeconds();
    if (stalled && !chain.spec().sandbox())
      return Optional.of("no new block for " + seconds + " s");
    if (!unread.isEmpty()) {
      return Optional.of(
          String.join(", ", unread.keySet()) + " is not offered: its contract cannot be checked");
    }
    return rescans.stream().flatMap(rescan -> rescan.problem().stream()).findFirst();
  }
}
