package coffer.chain.bitcoin;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.CappedStream;
import coffer.chain.ConnectionFailure;
import coffer.chain.JsonRpc;
import coffer.chain.NodeErrorResponse;
import coffer.chain.ResponseStream;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON-RPC client of one bitcoind. Responses are parsed as they arrive, by a [Reader] that gets
/// the parser at the first token of a result.
///
/// Throws [SourceException], and [BitcoinNodeError] for an error response of the node. No message
/// contains the endpoint's URL or credentials.
final class BitcoinRpc {
  /// @param params a JSON array
  record Call(String method, String params) {}

  /// Reads one result, which is not null, and leaves the parser at its last token.
  @FunctionalInterface
  interface Reader<T> {
    T read(JsonParser json);
  }

  /// The answer to one call of a batch: a result, which may be null, or an error response.
  record Answer<T>(Optional<T> result, Optional<BitcoinNodeError> refused) {
    T orThrow() {
      if (refused.isPresent()) throw refused.get();
      return result.orElseThrow(() -> new SourceException(Kind.BROKEN, "an empty result"));
    }
  }

  @FunctionalInterface
  private interface Body<T> {
    /// @param length of the body in bytes; -1 if unknown
    T read(InputStream in, long length) throws IOException;
  }

  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  /// The maximum size of a response.
  private static final long MAX_RESPONSE_BYTES = 64L << 20;

  private final OkHttpClient http;
  private final HttpUrl url;
  private final Credentials credentials;

  BitcoinRpc(OkHttpClient http, BitcoinEndpoint endpoint) {
    this(http, HttpUrl.get(endpoint.url()), new Credentials(endpoint));
  }

  private BitcoinRpc(OkHttpClient http, HttpUrl url, Credentials credentials) {
    this.http = http;
    this.url = url;
    this.credentials = credentials;
  }

  /// The same client with another timeout, for slow calls.
  BitcoinRpc within(Duration time) {
    var patient = http.newBuilder().readTimeout(time).callTimeout(time).build();
    return new BitcoinRpc(patient, url, credentials);
  }

  <T> T call(String method, String params, Reader<T> reader) {
    var body = body(new Call(method, params), 0);
    return post(body, (in, _) -> json(in, json -> answer(json, reader).answer)).orThrow();
  }

  /// Sends all calls in one request; the answers are in the order of the calls.
  ///
  /// @throws NodeErrorResponse if the node rejects the request as a whole, or answers only a part
  ///     of it: it may be too long
  <T> List<Answer<T>> batch(List<Call> calls, Reader<T> reader) {
    if (calls.isEmpty()) return List.of();
    if (calls.size() == 1) return List.of(single(calls.getFirst(), reader));
    var body = new StringBuilder("[");
    for (int i = 0; i < calls.size(); i++) {
      if (i > 0) body.append(',');
      body.append(body(calls.get(i), i));
    }
    try {
      return post(
          body.append(']').toString(),
          (in, _) -> json(in, json -> answers(json, calls.size(), reader)));
    } catch (BitcoinNodeError e) {
      throw refused(e);
    }
  }

  private static SourceException refused(BitcoinNodeError e) {
    return e.kind() == Kind.UNREACHABLE
        ? e
        : new NodeErrorResponse(e.kind(), String.valueOf(e.getMessage()), e);
  }

  /// Sends the call without the array, which a proxy before the node may reject.
  private <T> Answer<T> single(Call call, Reader<T> reader) {
    try {
      return post(body(call, 0), (in, _) -> json(in, json -> answer(json, reader).answer));
    } catch (BitcoinNodeError e) {
      return new Answer<>(Optional.empty(), Optional.of(e));
    }
  }

  /// The decoded bytes of a hexadecimal result.
  ///
  /// @param most the maximum number of bytes
  ByteReader bytes(String method, String params, int most) {
    return post(
        body(new Call(method, params), 0), (in, length) -> HexResponse.read(in, length, most));
  }

  private static String body(Call call, int id) {
    return "{\"jsonrpc\":\"1.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, call.method, call.params);
  }

  private <T> T post(String body, Body<T> reader) {
    try {
      return post(body, reader, true);
    } catch (IOException e) {
      throw ConnectionFailure.of(e, http);
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cut) throw ConnectionFailure.of(cut, http);
      throw new SourceException(Kind.BROKEN, "bad JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SourceException(Kind.BROKEN, "bad value: " + e.getMessage(), e);
    }
  }

  /// @param again whether to retry if the node's cookie has changed
  private <T> T post(String body, Body<T> reader, boolean again) throws IOException {
    var request =
        new Request.Builder().url(url).post(RequestBody.create(body.getBytes(UTF_8), JSON));
    // Compression would halve hexadecimal text: for a nearby node that is not worth the CPU time.
    request.header("Accept-Encoding", "identity");
    credentials.header().ifPresent(header -> request.header("Authorization", header));
    try (var response = http.newCall(request.build()).execute()) {
      if (response.code() == 200) {
        var length = ResponseStream.isPacked(response) ? -1 : response.body().contentLength();
        return reader.read(capped(ResponseStream.body(response), MAX_RESPONSE_BYTES), length);
      }
      if (response.code() != 401 || !again || !credentials.refresh()) throw refused(response);
    }
    return post(body, reader, false);
  }

  private static SourceException refused(Response response) throws IOException {
    var status = response.code();
    if (status == 401 || status == 403) {
      return new SourceException(
          Kind.BROKEN, "HTTP " + status + ": it does not accept our password or our address");
    }
    var said = response.peekBody(1 << 12).string();
    if (status == 429 || status == 503 || said.contains("Work queue depth exceeded")) {
      return new SourceException(Kind.LIMITED, "HTTP " + status + ": it has too much to do");
    }
    try {
      var in = capped(response.body().byteStream(), 1 << 16);
      var refused = json(in, json -> answer(json, BitcoinRpc::skip).answer.refused);
      if (refused.isPresent()) return refused.get();
    } catch (SourceException | JacksonException | IllegalArgumentException _) {
      return ofStatus(status); // not JSON-RPC: another server answered
    }
    return ofStatus(status);
  }

  private static CappedStream capped(InputStream in, long most) {
    return new CappedStream(in, most, () -> new MalformedBytes("the answer is too long"));
  }

  private static SourceException ofStatus(int status) {
    return status >= 500
        ? new SourceException(Kind.UNREACHABLE, "HTTP " + status)
        : new NodeErrorResponse(Kind.BROKEN, "HTTP " + status);
  }

  private static boolean skip(JsonParser json) {
    json.skipChildren();
    return true;
  }

  private static <T> T json(InputStream in, Reader<T> reader) {
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      json.nextToken();
      return reader.read(json);
    }
  }

  private record Numbered<T>(int id, Answer<T> answer) {}

  private static <T> List<Answer<T>> answers(JsonParser json, int count, Reader<T> reader) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      answer(json, reader).answer.orThrow();
      throw new NodeErrorResponse(Kind.BROKEN, "one answer to a batch");
    }
    var none = new Answer<T>(Optional.empty(), Optional.empty());
    var answers = new ArrayList<>(Collections.nCopies(count, none));
    var answered = new java.util.BitSet(count);
    while (json.nextToken() == JsonToken.START_OBJECT) {
      var next = answer(json, reader);
      // Some nodes answer a batch that is too long with one error without a call's id.
      if (next.id < 0 && next.answer.refused.isPresent()) throw next.answer.refused.get();
      if (next.id < 0 || next.id >= count || answered.get(next.id)) {
        throw new SourceException(Kind.BROKEN, "an answer to no question");
      }
      answered.set(next.id);
      answers.set(next.id, next.answer);
    }
    if (answered.cardinality() != count) {
      throw new NodeErrorResponse(Kind.BROKEN, "a batch is answered in part");
    }
    return answers;
  }

  private static <T> Numbered<T> answer(JsonParser json, Reader<T> reader) {
    if (json.currentToken() != JsonToken.START_OBJECT) throw new MalformedBytes("not an answer");
    var id = -1;
    var result = Optional.<T>empty();
    BitcoinNodeError refused = null;
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "id" -> id = (int) JsonRpc.id(json, token);
        case "result" -> {
          if (token != JsonToken.VALUE_NULL) result = Optional.of(reader.read(json));
        }
        case "error" -> refused = error(json);
        default -> json.skipChildren();
      }
    }
    return new Numbered<>(id, new Answer<>(result, Optional.ofNullable(refused)));
  }

  private static @Nullable BitcoinNodeError error(JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) return null;
    var code = 0;
    var message = "";
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "code" -> code = json.getIntValue();
        case "message" -> message = json.getString();
        default -> json.skipChildren();
      }
    }
    return BitcoinNodeError.of(code, message.length() > 200 ? message.substring(0, 200) : message);
  }
}
