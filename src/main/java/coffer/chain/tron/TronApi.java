package coffer.chain.tron;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.CappedStream;
import coffer.chain.ConnectionFailure;
import coffer.chain.ErrorBody;
import coffer.chain.NodeErrorResponse;
import coffer.chain.ResponseStream;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// An HTTP client of one endpoint. Responses are parsed as they arrive, by a function that gets the
/// parser at the first token.
///
/// Throws [SourceException], and [NodeErrorResponse] if the node sends an error instead of a
/// result.
final class TronApi {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private final OkHttpClient http;
  private final TronEndpoint endpoint;
  private final HttpUrl base;
  private final long answerBytes;

  TronApi(OkHttpClient http, TronEndpoint endpoint, long answerBytes) {
    this.http = http;
    this.endpoint = endpoint;
    this.base = HttpUrl.get(endpoint.url());
    this.answerBytes = answerBytes;
  }

  /// @param path `wallet/getblock`
  /// @param body JSON
  <T> T post(String path, String body, Function<JsonParser, T> reader) {
    return named(
        "/" + path, () -> post(base.newBuilder().addPathSegments(path).build(), body, reader));
  }

  /// @param body a JSON-RPC call
  /// @throws NodeErrorResponse if the endpoint has no JSON-RPC URL
  <T> T jsonrpc(String body, Function<JsonParser, T> reader) {
    var url = endpoint.jsonrpc();
    if (url.isEmpty()) throw new NodeErrorResponse(Kind.BROKEN, "no jsonrpc is configured");
    return named("jsonrpc", () -> post(HttpUrl.get(url.get()), body, reader));
  }

  /// Adds the path to the message of a rejection.
  private static <T> T named(String path, Supplier<T> question) {
    try {
      return question.get();
    } catch (NodeErrorResponse e) {
      throw new NodeErrorResponse(e.kind(), path + ": " + e.getMessage(), e);
    }
  }

  private <T> T post(HttpUrl url, String body, Function<JsonParser, T> reader) {
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
    }
  }

  private <T> T read(Response response, Function<JsonParser, T> reader) throws IOException {
    var capped = new CappedStream(ResponseStream.body(response), answerBytes);
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), capped)) {
      if (json.nextToken() == null) throw new NodeErrorResponse(Kind.BROKEN, "an empty answer");
      return reader.apply(json);
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cut) throw ConnectionFailure.of(cut, http);
      throw capped.isJson()
          ? new NodeErrorResponse(Kind.BROKEN, "bad JSON: " + e.getOriginalMessage(), e)
          : TronNodeErrors.said("no JSON: " + ErrorBody.of(capped.beginning()).message());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SourceException(Kind.BROKEN, "bad value: " + e.getMessage(), e);
    }
  }

  private static NodeErrorResponse refused(Response response) throws IOException {
    var body = response.peekBody(ErrorBody.PEEK).string();
    return TronNodeErrors.ofStatus(response.code(), ErrorBody.of(body));
  }
}
