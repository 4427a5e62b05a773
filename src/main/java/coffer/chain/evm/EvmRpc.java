package coffer.chain.evm;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.CappedStream;
import coffer.chain.ConnectionFailure;
import coffer.chain.ErrorBody;
import coffer.chain.JsonRpc;
import coffer.chain.NodeErrorResponse;
import coffer.chain.ResponseStream;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// A JSON-RPC client of one endpoint. Responses are parsed as they arrive, by a [Reader] that gets
/// the parser at the first token of a result.
///
/// Throws [SourceException], and [NodeErrorResponse] if the node sends an error instead of a
/// result.
final class EvmRpc {
  /// @param params a JSON array
  record Call(String method, String params) {}

  /// Reads one result, which is not null, and leaves the parser at its last token.
  interface Reader<T> {
    T read(JsonParser json);
  }

  private static final MediaType JSON = MediaType.get("application/json");
  // A trace nests two JSON levels per call, and calls nest up to 1,024 deep.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(5000).build())
          .build();

  private final OkHttpClient http;
  private final EvmEndpoint endpoint;
  private final HttpUrl url;
  private final long answerBytes;

  EvmRpc(OkHttpClient http, EvmEndpoint endpoint, long answerBytes) {
    this.http = http;
    this.endpoint = endpoint;
    this.url = HttpUrl.get(endpoint.url());
    this.answerBytes = answerBytes;
  }

  /// The answer to one call of a batch: a result, which may be null, or an error response.
  record Answer<T>(Optional<T> result, Optional<NodeErrorResponse> error) {
    Optional<T> orThrow() {
      if (error.isPresent()) throw error.get();
      return result;
    }
  }

  /// @return empty if the result is null
  <T> Optional<T> call(Call call, Reader<T> reader) {
    var body = new StringBuilder();
    append(body, call, 0);
    return named(call, () -> post(body.toString(), json -> answer(json, reader).answer).orThrow());
  }

  /// Sends all calls, which are of one method, in one request. The answers are in their order.
  ///
  /// @throws SourceException if the node did not answer them as a batch
  <T> List<Answer<T>> batch(List<Call> calls, Reader<T> reader) {
    if (calls.size() == 1) return List.of(single(calls.getFirst(), reader));
    var body = new StringBuilder("[");
    for (int i = 0; i < calls.size(); i++) {
      if (i > 0) body.append(',');
      append(body, calls.get(i), i);
    }
    var text = body.append(']').toString();
    return named(calls.getFirst(), () -> post(text, json -> answers(json, calls.size(), reader)));
  }

  private <T> Answer<T> single(Call call, Reader<T> reader) {
    return new Answer<>(call(call, reader), Optional.empty());
  }

  /// Adds the method's name to the message of a rejection.
  private static <T> T named(Call call, Supplier<T> question) {
    try {
      return question.get();
    } catch (NodeErrorResponse e) {
      throw new NodeErrorResponse(e.kind(), call.method + ": " + e.getMessage(), e);
    }
  }

  private static void append(StringBuilder body, Call call, int id) {
    body.append("{\"jsonrpc\":\"2.0\",\"id\":").append(id);
    body.append(",\"method\":\"").append(call.method);
    body.append("\",\"params\":").append(call.params).append('}');
  }

  private <T> T post(String body, Function<JsonParser, T> reader) {
    var request =
        new Request.Builder().url(url).post(RequestBody.create(body.getBytes(UTF_8), JSON));
    if (!url.username().isEmpty()) {
      request.header("Authorization", Credentials.basic(url.username(), url.password()));
    }
    // On a connection within this machine, compression costs more time than it saves.
    if (endpoint.isNear()) request.header("Accept-Encoding", "identity");
    endpoint.headers().forEach(request::header);
    try (var response = http.newCall(request.build()).execute()) {
      if (response.code() != 200) throw refused(response);
      return read(response, reader);
    } catch (IOException e) {
      throw ConnectionFailure.of(e, http);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SourceException(Kind.BROKEN, "bad value: " + e.getMessage(), e);
    }
  }

  private <T> T read(Response response, Function<JsonParser, T> reader) throws IOException {
    var capped = new CappedStream(ResponseStream.body(response), answerBytes);
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), capped)) {
      var token = json.nextToken();
      if (token == null) throw new NodeErrorResponse(Kind.BROKEN, "an empty answer");
      if (!token.isStructStart()) throw new NodeErrorResponse(Kind.BROKEN, "no answer of JSON-RPC");
      return reader.apply(json);
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cut) throw ConnectionFailure.of(cut, http);
      if (capped.isJson()) {
        throw new NodeErrorResponse(Kind.BROKEN, "bad JSON: " + e.getOriginalMessage(), e);
      }
      throw EvmNodeErrors.of(0, "no JSON: " + ErrorBody.of(capped.beginning()).message());
    }
  }

  private static NodeErrorResponse refused(Response response) throws IOException {
    var body = response.peekBody(ErrorBody.PEEK).string();
    return EvmNodeErrors.ofStatus(response.code(), ErrorBody.of(body));
  }

  /// @param id of the answered call; -1 if it is invalid
  private record Numbered<T>(long id, Answer<T> answer) {}

  private static <T> List<Answer<T>> answers(JsonParser json, int count, Reader<T> reader) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      answer(json, EvmJsonValues::skip).answer.orThrow();
      throw new NodeErrorResponse(Kind.BROKEN, "one answer to a batch");
    }
    var answers = new HashMap<Long, Answer<T>>();
    NodeErrorResponse why = null;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      var next = answer(json, reader);
      if (next.answer.error.isPresent()) why = next.answer.error.get();
      var expected = next.id >= 0 && next.id < count && !answers.containsKey(next.id);
      if (expected) answers.put(next.id, next.answer);
      else if (next.answer.error.isEmpty()) {
        throw new SourceException(Kind.BROKEN, "an answer to no question");
      }
    }
    // Some nodes answer a batch that is too long with one error, or with the first answers only.
    var none =
        why == null ? new NodeErrorResponse(Kind.BROKEN, "a batch is answered in part") : why;
    var refused = new Answer<T>(Optional.empty(), Optional.of(none));
    return LongStream.range(0, count).mapToObj(id -> answers.getOrDefault(id, refused)).toList();
  }

  private static <T> Numbered<T> answer(JsonParser json, Reader<T> reader) {
    EvmJsonValues.expect(json, JsonToken.START_OBJECT);
    var id = -1L;
    var answered = false;
    var result = Optional.<T>empty();
    NodeErrorResponse refusal = null;
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "id" -> id = JsonRpc.id(json, token);
        case "result" -> {
          answered = true;
          if (token != JsonToken.VALUE_NULL) result = Optional.of(reader.read(json));
        }
        case "error" -> {
          if (token != JsonToken.VALUE_NULL) refusal = EvmJsonValues.error(json);
        }
        case "message" -> { // from a proxy before the node
          if (token == JsonToken.VALUE_STRING) refusal = EvmNodeErrors.of(0, json.getString());
        }
        default -> json.skipChildren();
      }
    }
    if (refusal == null && !answered) {
      refusal = new NodeErrorResponse(Kind.BROKEN, "neither a result nor an error");
    }
    return new Numbered<>(id, new Answer<>(result, Optional.ofNullable(refusal)));
  }
}
