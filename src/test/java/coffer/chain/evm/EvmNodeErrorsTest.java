package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.ErrorBody;
import coffer.chain.SourceException.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors in the words of nodes and providers: which are about time. Whether less at once would do
/// is not read out of them, see [ProvidersTest].
class EvmNodeErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -32005 | query returned more than 10000 results                              | BROKEN
          -32005 | daily request count exceeded, request rate limited                  | LIMITED
          -32602 | exceed max block range: 5000                                        | BROKEN
          -32600 | You can make eth_getLogs requests with up to a 10 block range limit | BROKEN
          -32005 | limit exceeded                                                      | BROKEN
          -32000 | batch limit 10 exceeded                                             | BROKEN
          429    | Your app has exceeded its compute units per second capacity         | LIMITED
          -32007 | 15/second request limit reached - rate limited                      | LIMITED
          -32029 | Too Many Requests                                                   | LIMITED
          -32601 | the method trace_block does not exist/is not available              | BROKEN
          -32000 | header not found                                                    | BROKEN
          -32603 | Internal error                                                      | BROKEN
          """)
  void mean(long code, String message, Kind meaning) {
    var response = EvmNodeErrors.of(code, message);
    assertThat(response.kind()).isEqualTo(meaning);
    assertThat(response).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          429 | {}                                                       | LIMITED     | HTTP 429
          400 | {"error":{"code":-32600,"message":"a 10 block range"}}   | BROKEN      | (-32600): HTTP 400: a 10 block range
          500 | {"message":"Batch of more than 3 requests","code":31}    | BROKEN      | (31): HTTP 500: Batch of more than 3 requests
          503 | [{"id":0,"error":{"code":-32005,"message":"rate limit"}}]| LIMITED     | rate limit
          502 | <html><head><title>502 Bad Gateway</title></head></html> | UNREACHABLE | HTTP 502: 502 Bad Gateway
          405 | <html><body><h1>Method Not Allowed</h1>more</body></html>| BROKEN      | HTTP 405: Method Not Allowed (url is probably not
          404 |                                                          | BROKEN      | HTTP 404 (url is probably not
          401 | no                                                       | BROKEN      | a user and password
          301 | <a href="https://x">Moved</a>                            | BROKEN      | redirected
          """)
  void statusesOfHttp(int status, String body, Kind kind, String words) {
    var response = EvmNodeErrors.ofStatus(status, ErrorBody.of(body == null ? "" : body));
    assertThat(response.kind()).isEqualTo(kind);
    assertThat(response).hasMessageContaining(words);
  }
}
