package coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggedPathTest {
  @ParameterizedTest
  @CsvSource({
    "/v1/invoices, /v1/invoices, /v1/invoices",
    "/v1/invoices/{id}, /v1/invoices/0b9f1f1e-6f0c-4a53-9a4e-0f6d3a2c9b11,"
        + " /v1/invoices/0b9f1f1e-6f0c-4a53-9a4e-0f6d3a2c9b11",
    "/v1/invoices/{id}/mark, /v1/invoices/42/mark, /v1/invoices/42/mark",
    "/v1/invoices/{id}, /v1/invoices/cof_test_0123456789012345678901234567890123456789,"
        + " /v1/invoices/…",
    "/v1/invoices/{id}, /v1/invoices/a%20b, /v1/invoices/…",
    "/v1/invoices/{id}, /v1/invoices/1/2, /v1/invoices/{id}",
    "(none), /v1/secret, (none)"
  })
  void onlyShortIdsOfARouteAreShown(String route, String path, String shown) {
    assertThat(LoggedPath.of(route, path)).isEqualTo(shown);
  }
}
