package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.SourceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors in the words of nodes and providers.
class RefusalsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -32005 | query returned more than 10000 results                              | less
          -32005 | daily request count exceeded, request rate limited                  | LIMITED
          -32602 | exceed max block range: 5000                                        | less
          -32000 | block range is too wide                                             | less
          -32600 | You can make eth_getLogs requests with up to a 10 block range limit | less
          -32000 | eth_getLogs is limited to a 10,000 range                            | less
          -32602 | Log response size exceeded.                                         | less
          -32000 | query timeout exceeded                                              | less
          -32005 | limit exceeded                                                      | less
          -32008 | Response is too big                                                 | less
          -32000 | batch limit 10 exceeded                                             | less
          429    | Your app has exceeded its compute units per second capacity         | LIMITED
          -32007 | 15/second request limit reached - rate limited                      | LIMITED
          -32029 | Too Many Requests                                                   | LIMITED
          -32601 | the method trace_block does not exist/is not available              | unsupported
          -32000 | Method not found                                                    | unsupported
          -32004 | This method is not supported                                        | unsupported
          -32000 | unknown block                                                       | BROKEN
          -32000 | header not found                                                    | BROKEN
          -32603 | Internal error                                                      | BROKEN
          """)
  void mean(long code, String message, String meaning) {
    var said =
        switch (Refusals.of(code, message)) {
          case TooMuch _ -> "less";
          case Unsupported _ -> "unsupported";
          case SourceException e -> e.kind().name();
          case RuntimeException e -> e.toString();
        };
    assertThat(said).isEqualTo(meaning);
  }
}
