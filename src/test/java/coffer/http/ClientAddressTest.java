package coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our proxies are 10.0.0.0/8 and ::1.
final class ClientAddressTest {
  private final ClientAddress clients =
      new ClientAddress(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // remote | X-Forwarded-For, headers divided by ; | client
        "203.0.113.7 | | 203.0.113.7",
        "203.0.113.7 | 198.51.100.1 | 203.0.113.7",
        "10.0.0.1 | | 10.0.0.1",
        "10.0.0.1 | 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 1.2.3.4, 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 1.2.3.4, 198.51.100.1, 10.0.0.2 | 198.51.100.1",
        "10.0.0.1 | 1.2.3.4; 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
        "10.0.0.1 | 198.51.100.1:4711 | 198.51.100.1",
        "::1 | [2001:db8::5]:443 | 2001:db8::5",
        "::1 | 2001:db8::5 | 2001:db8::5",
        "10.0.0.1 | 1.2.3.4, unknown | 10.0.0.1",
        "10.0.0.1 | 1.2.3.4, _hidden, 10.0.0.9 | 10.0.0.9",
        "10.0.0.1 | , | 10.0.0.1",
        "10.0.0.1 | localhost | 10.0.0.1",
        "10.0.0.1 | [ | 10.0.0.1",
        "10.0.0.1 | ::ffff:10.0.0.7 | 10.0.0.7",
      })
  void isTheLastThatOursDidNotWrite(String remote, String headers, String client) {
    var list = headers == null ? List.<String>of() : Arrays.asList(headers.split(";"));
    assertThat(clients.find(Cidr.address(remote), list).address()).isEqualTo(Cidr.address(client));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | | true",
        "203.0.113.7 | unknown | true",
        "10.0.0.1 | | false",
        "10.0.0.1 | , | false",
        "10.0.0.1 | unknown | false",
        "10.0.0.1 | 1.2.3.4, unknown | false",
        "10.0.0.1 | 198.51.100.1 | true",
        "10.0.0.1 | 10.0.0.3, 10.0.0.2 | true",
      })
  void isKnownWhereOurProxiesNameIt(String remote, String headers, boolean known) {
    var list = headers == null ? List.<String>of() : Arrays.asList(headers.split(";"));
    assertThat(clients.find(Cidr.address(remote), list).known()).isEqualTo(known);
  }

  @Test
  void aChainOfOursHasAnEnd() {
    var hops = "1.2.3.4, " + String.join(",", java.util.Collections.nCopies(5_000, "10.0.0.2"));
    assertThat(clients.find(Cidr.address("10.0.0.1"), List.of(hops)))
        .isEqualTo(new ClientAddress.Client(Cidr.address("10.0.0.2"), false));
  }
}
