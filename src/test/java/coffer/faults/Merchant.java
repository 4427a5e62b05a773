package coffer.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program that does as the documentation says: each request has an Idempotency-Key, and is sent
/// again under it until there is an answer. It remembers every answer: what was acknowledged must
/// be there in the end.
final class Merchant {
  private static final String API = "/coffer/v1";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// @param object the id of what the request made
  record Done(String path, String body, String key, String object) {}

  record Answer(int status, JsonNode json) {
    boolean refused() {
      return status >= 400;
    }

    String get(String pointer) {
      return json.at(pointer).asString();
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final List<String> urls;
  private final String key;
  private final Queue<Done> done = new ConcurrentLinkedQueue<>();
  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger answers = new AtomicInteger();

  /// @param urls of all servers
  Merchant(List<String> urls, String key) {
    this.urls = urls;
    this.key = key;
  }

  /// @param pointer to the id in the answer
  Answer post(Random random, String path, String body, String pointer) {
    var idempotencyKey = new UUID(random.nextLong(), random.nextLong()).toString();
    var answer = insist(random, path, body.replace('\'', '"'), idempotencyKey);
    if (!answer.refused()) {
      var object = answer.get(pointer);
      done.add(new Done(path, body.replace('\'', '"'), idempotencyKey, object));
    }
    return answer;
  }

  /// The same request under the same key to two servers at once. It counts as one.
  ///
  /// @return what is wrong with the answers
  Optional<String> twins(Random random, String path, String body, String pointer) {
    var idempotencyKey = new UUID(random.nextLong(), random.nextLong()).toString();
    var json = body.replace('\'', '"');
    var seeds = new long[] {random.nextLong(), random.nextLong(), random.nextLong()};
    var answers = new ConcurrentLinkedQueue<Answer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var seed : seeds) {
        threads.execute(() -> answers.add(insist(new Random(seed), path, json, idempotencyKey)));
      }
    }
    var objects = answers.stream().map(answer -> answer.get(pointer)).distinct().toList();
    done.add(new Done(path, json, idempotencyKey, objects.getFirst()));
    var good = objects.size() == 1 && answers.stream().noneMatch(Answer::refused);
    return good && answers.size() == seeds.length
        ? Optional.empty()
        : Optional.of("twins: " + answers);
  }

  /// Until there is an answer.
  private Answer insist(Random random, String path, String body, String idempotencyKey) {
    var until = Instant.now().plus(PATIENCE);
    for (int attempt = 0; ; attempt++) {
      var url = urls.get(attempt == 0 ? random.nextInt(urls.size()) : attempt % urls.size());
      var answer = send(url, path, body, idempotencyKey);
      requests.incrementAndGet();
      if (answer.isPresent()) {
        answers.incrementAndGet();
        return answer.get();
      }
      repeated.incrementAndGet();
      if (Instant.now().isAfter(until)) throw new AssertionError("no answer to " + path);
      Run.sleep(50);
    }
  }

  /// Empty if there was no answer, or one that asks to come again.
  private Optional<Answer> send(String url, String path, String body, String idempotencyKey) {
    var request =
        HttpRequest.newBuilder(URI.create(url + API + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() >= 500) return Optional.empty();
      return Optional.of(new Answer(response.statusCode(), JSON.readTree(response.body())));
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int answers() {
    return answers.get();
  }

  /// Returns after so many more answers, or after four seconds.
  void awaitAnswers(int more) {
    int wanted = answers.get() + more;
    for (int i = 0; i < 800 && answers.get() < wanted; i++) Run.sleep(5);
  }

  /// What was acknowledged under a path.
  List<String> made(String path) {
    return done.stream().filter(each -> each.path.equals(path)).map(Done::object).toList();
  }

  /// What was acknowledged under paths that end so.
  List<String> changed(String end) {
    return done.stream().filter(each -> each.path.endsWith(end)).map(Done::object).toList();
  }

  /// Sends again what was acknowledged, and compares.
  ///
  /// @return what came out differently
  List<String> repeat(Random random, int most, Map<String, String> pointers) {
    var problems = new ArrayList<String>();
    var all = new ArrayList<>(done);
    java.util.Collections.shuffle(all, random);
    for (var each : all.subList(0, Math.min(most, all.size()))) {
      var pointer = pointers.get(each.path);
      if (pointer == null) continue;
      var again = insist(random, each.path, each.body, each.key);
      if (again.refused() || !again.get(pointer).equals(each.object)) {
        problems.add("repeated, and not the same: " + each + ": " + again);
      }
    }
    return problems;
  }
}
