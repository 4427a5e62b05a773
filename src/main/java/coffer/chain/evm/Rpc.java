package coffer.chain.evm;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

/// JSON-RPC with one endpoint. Answers are read as they arrive, by a [Reader] that is handed the
/// parser at the first token of a result.
///
/// Throws [SourceException], [TooMuch] or [Unsupported]. No message holds the endpoint's address.
final class Rpc {
  /// @param params a JSON array
  record Call(String method, String params) {}

  /// Reads one result, which is not null, and leaves the parser at its last token.
  interface Reader<T> {
    T read(JsonParser json);
  }

  private static final MediaType JSON = MediaType.get("application/json");
  // Traces nest two levels a call, and calls nest 1,024 deep.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(5000).build())
          .build();

  private final OkHttpClient http;
  private final EvmEndpoint endpoint;
  private final HttpUrl url;
  private final long answerBytes;

  Rpc(OkHttpClient http, EvmEndpoint endpoint, long answerBytes) {
    this.http = http;
    this.endpoint = endpoint;
    this.url = HttpUrl.get(endpoint.url());
    this.answerBytes = answerBytes;
  }

  /// @return empty if the result is null
  <T> Optional<T> call(Call call, Reader<T> reader) {
    var body = new StringBuilder();
    append(body, call, 0);
    return post(body.toString(), json -> answer(json, reader)).result;
  }

  /// One request for all. The results are in the order of the calls, empty where null.
  <T> List<Optional<T>> batch(List<Call> calls, Reader<T> reader) {
    if (calls.isEmpty()) return List.of();
    if (calls.size() == 1) return List.of(call(calls.getFirst(), reader));
    var body = new StringBuilder("[");
    for (int i = 0; i < calls.size(); i++) {
      if (i > 0) body.append(',');
      append(body, calls.get(i), i);
    }
    return post(body.append(']').toString(), json -> answers(json, calls.size(), reader));
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
    // Where the wire is the machine's own, packing and unpacking costs more than it saves.
    if (endpoint.isNear()) request.header("Accept-Encoding", "identity");
    endpoint.headers().forEach(request::header);
    try (var response = http.newCall(request.build()).execute()) {
      if (response.code() != 200) throw refused(response);
      return read(response, reader);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cut) throw unreachable(cut);
      throw new SourceException(Kind.BROKEN, "bad JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SourceException(Kind.BROKEN, "bad value: " + e.getMessage(), e);
    }
  }

  private <T> T read(Response response, Function<JsonParser, T> reader) {
    var capped = new Capped(response.body().byteStream(), answerBytes);
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), capped)) {
      json.nextToken();
      return reader.apply(json);
    }
  }

  /// Some say what is wrong in the body of an HTTP error.
  private RuntimeException refused(Response response) {
    if (response.code() == 429) return Refusals.ofStatus(429);
    try {
      read(response, json -> answer(json, Decode::skip));
    } catch (TooMuch | Unsupported said) {
      return said;
    } catch (SourceException said) {
      if (said.kind() == Kind.LIMITED) return said;
    } catch (JacksonException | IllegalArgumentException _) {
      return Refusals.ofStatus(response.code());
    }
    return Refusals.ofStatus(response.code());
  }

  private static SourceException unreachable(IOException e) {
    return new SourceException(Kind.UNREACHABLE, "no answer: " + e.getClass().getSimpleName(), e);
  }

  private record Answer<T>(long id, Optional<T> result) {}

  private static <T> List<Optional<T>> answers(JsonParser json, int count, Reader<T> reader) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      answer(json, reader);
      throw new SourceException(Kind.BROKEN, "one answer to a batch");
    }
    var results = new ArrayList<Optional<T>>(Collections.nCopies(count, Optional.empty()));
    var answered = new java.util.BitSet(count);
    while (json.nextToken() == JsonToken.START_OBJECT) {
      var answer = answer(json, reader);
      if (answer.id < 0 || answer.id >= count || answered.get((int) answer.id)) {
        throw new SourceException(Kind.BROKEN, "an answer to no question");
      }
      answered.set((int) answer.id);
      results.set((int) answer.id, answer.result);
    }
    if (json.currentToken() != JsonToken.END_ARRAY || answered.cardinality() != count) {
      throw new SourceException(Kind.BROKEN, "a batch is answered in part");
    }
    return results;
  }

  private static <T> Answer<T> answer(JsonParser json, Reader<T> reader) {
    Decode.expect(json, JsonToken.START_OBJECT);
    var id = -1L;
    var answered = false;
    var result = Optional.<T>empty();
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "id" -> id = token == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
        case "result" -> {
          answered = true;
          if (token != JsonToken.VALUE_NULL) result = Optional.of(reader.read(json));
        }
        case "error" -> {
          if (token != JsonToken.VALUE_NULL) throw Decode.error(json);
        }
        default -> json.skipChildren();
      }
    }
    if (!answered) throw new SourceException(Kind.BROKEN, "neither a result nor an error");
    return new Answer<>(id, result);
  }

  /// Ends an answer that is longer than anyone should read.
  private static final class Capped extends FilterInputStream {
    private long left;

    Capped(InputStream in, long most) {
      super(in);
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      var count = super.read(into, offset, length);
      return counted(count, count);
    }

    private int counted(int result, int count) {
      if (result >= 0) left -= count;
      if (left < 0) throw new TooMuch("the answer is too long");
      return result;
    }
  }
}
