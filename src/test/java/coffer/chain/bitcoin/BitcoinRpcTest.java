package coffer.chain.bitcoin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers as bitcoind gives them, and such as it never should.
class BitcoinRpcTest {
  @AutoClose private final MockWebServer server = new MockWebServer();
  private final OkHttpClient http =
      new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(5)).build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  private void answer(int status, String body) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
  }

  private BitcoinRpc rpc(BitcoinEndpoint endpoint) {
    return new BitcoinRpc(http, endpoint);
  }

  private BitcoinRpc rpc() {
    return rpc(BitcoinEndpoint.of(url()));
  }

  private String url() {
    return server.url("/").toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {'result':null,'error':{'code':-28,'message':'Loading block index...'},'id':0} | UNREACHABLE | starting: Loading",
        "500 | {'result':null,'error':{'code':-5,'message':'Block not found'},'id':0} | BROKEN | (-5): Block not found",
        "404 | {'result':null,'error':{'code':-32601,'message':'Method not found'},'id':0} | BROKEN | Method not found",
        "200 | {'jsonrpc':'2.0','error':{'code':-1,'message':'no'},'id':0} | BROKEN | (-1): no",
        "503 | Work queue depth exceeded | LIMITED | too much to do",
        "500 | Work queue depth exceeded | LIMITED | too much to do",
        "429 | slow down | LIMITED | too much to do",
        "401 | '' | BROKEN | password",
        "403 | '' | BROKEN | address",
        "502 | <html>bad gateway</html> | UNREACHABLE | HTTP 502",
        "400 | nonsense | BROKEN | HTTP 400",
        "200 | <html> | BROKEN | bad JSON",
        "200 | [] | BROKEN | not an answer",
        "200 | {'result':null,'error':null,'id':0} | BROKEN | empty",
        "200 | {'result':'zz','error':null,'id':0} | BROKEN | not a hash",
        "200 | {'result':'00 | BROKEN | bad JSON"
      })
  void whatWentWrongIsTold(int status, String body, Kind kind, String reason) {
    answer(status, body.replace('\'', '"'));
    assertThatThrownBy(() -> rpc().call("getbestblockhash", "[]", BitcoinJsonValues::hash))
        .hasMessageContaining(reason)
        .hasMessageNotContaining("127.0.0.1")
        .isInstanceOf(SourceException.class)
        .extracting(e -> ((SourceException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  void aRefusalKeepsItsCode() {
    answer(500, "{\"result\":null,\"error\":{\"code\":-8,\"message\":\"out of range\"},\"id\":0}");
    assertThatThrownBy(() -> rpc().bytes("getblock", "[]", 100))
        .isInstanceOf(BitcoinNodeError.class)
        .extracting(e -> ((BitcoinNodeError) e).code())
        .isEqualTo(BitcoinNodeError.BAD_PARAMETER);
  }

  @Test
  void aBatchIsPutInOrderAndEachMayBeRefused() {
    answer(
        200,
        """
        [{"result":"0a","error":null,"id":2},{"result":null,"error":{"code":-5,"message":"no"},"id":1},
         {"result":"0b","error":null,"id":0}]""");
    var calls =
        List.of(
            new BitcoinRpc.Call("x", "[1]"),
            new BitcoinRpc.Call("x", "[2]"),
            new BitcoinRpc.Call("x", "[3]"));
    var answers = rpc().batch(calls, BitcoinJsonValues::bytes);
    assertThat(answers.get(0).orThrow()).containsExactly(11);
    assertThat(answers.get(1).refused().map(BitcoinNodeError::code))
        .contains(BitcoinNodeError.NOT_FOUND);
    assertThat(answers.get(2).orThrow()).containsExactly(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'result':'0a','error':null,'id':0}] | in part",
        "[{'result':'0a','error':null,'id':0},{'result':'0a','error':null,'id':0}] | no question",
        "[{'result':'0a','error':null,'id':7},{'result':'0a','error':null,'id':0}] | no question",
        "{'result':null,'error':{'code':-32600,'message':'no batches'},'id':null} | no batches",
        "{'result':'0a','error':null,'id':0} | one answer"
      })
  void aBatchAnsweredOtherwiseIsNotBelieved(String body, String reason) {
    answer(200, body.replace('\'', '"'));
    var calls = List.of(new BitcoinRpc.Call("x", "[]"), new BitcoinRpc.Call("x", "[]"));
    assertThatThrownBy(() -> rpc().batch(calls, BitcoinJsonValues::bytes))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whoWeAreIsToldInEachWay(@TempDir Path folder) throws Exception {
    var cookie = Files.writeString(folder.resolve(".cookie"), "__cookie__:abc\n", US_ASCII);
    var none = Optional.<String>empty();
    var named =
        new BitcoinEndpoint(url(), Optional.of("u"), Optional.of("p"), Optional.empty(), none);
    assertThat(login(named)).isEqualTo(Credentials.basic("u", "p"));
    var inUrl = BitcoinEndpoint.of(url().replace("http://", "http://me:s%40cret@"));
    assertThat(login(inUrl)).isEqualTo(Credentials.basic("me", "s@cret"));
    assertThat(login(BitcoinEndpoint.withCookie(url(), cookie)))
        .isEqualTo(Credentials.basic("__cookie__", "abc"));
    assertThat(login(BitcoinEndpoint.of(url()))).isNull();
    assertThat(named.toString() + inUrl).doesNotContain("s%40cret").doesNotContain("p,");
  }

  private @org.jspecify.annotations.Nullable String login(BitcoinEndpoint endpoint)
      throws InterruptedException {
    answer(200, "{\"result\":1,\"error\":null,\"id\":0}");
    rpc(endpoint).call("x", "[]", BitcoinJsonValues::skip);
    return server.takeRequest().getHeaders().get("Authorization");
  }

  /// A node that was started anew has another cookie.
  @Test
  void aNewCookieIsTakenUp(@TempDir Path folder) throws Exception {
    var cookie = Files.writeString(folder.resolve(".cookie"), "__cookie__:old", US_ASCII);
    var rpc = rpc(BitcoinEndpoint.withCookie(url(), cookie));
    answer(200, "{\"result\":1,\"error\":null,\"id\":0}");
    rpc.call("x", "[]", BitcoinJsonValues::skip);
    Files.writeString(cookie, "__cookie__:new", US_ASCII);
    answer(401, "");
    answer(200, "{\"result\":1,\"error\":null,\"id\":0}");
    assertThat(rpc.call("x", "[]", BitcoinJsonValues::skip)).isTrue();
    server.takeRequest();
    server.takeRequest();
    var last = server.takeRequest();
    assertThat(last.getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("__cookie__", "new"));
    answer(401, "");
    assertThatThrownBy(() -> rpc.call("x", "[]", BitcoinJsonValues::skip))
        .hasMessageContaining("password");
    Files.delete(cookie);
    answer(401, "");
    assertThatThrownBy(() -> rpc.call("x", "[]", BitcoinJsonValues::skip))
        .hasMessageContaining("cookie");
  }

  @Test
  void anAnswerWithoutEndIsNotRead() {
    answer(200, "{\"result\":\"" + "00".repeat(5000) + "\"}");
    assertThatThrownBy(() -> rpc().bytes("getblock", "[]", 4000)).hasMessageContaining("too long");
  }
}
