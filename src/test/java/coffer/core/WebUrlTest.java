package coffer.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example.com",
        "http://localhost:8080/a?b=c@d#e",
        "HTTPS://Shop.Example.com/@user",
        "https://[2001:db8::1]/",
        "https://shop.example.com/?next=https://a@b/",
      })
  void a_page_s_address(String url) {
    assertThat(WebUrl.refuse(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a@b.example/, user name",
    "https://a:b@c.example/, user name",
    "https://@b.example/, user name",
    "https://a%40b@c.example/, user name",
    "https://a@b_c.example/, user name",
    "https://shop.example/\u202e, direction",
    "https://shop.example/\u2066a, direction",
    "https://shop.example\u200f/, direction",
    "https://shop.example/\u0007a, control",
    "https://shop.example/\u0085a, control",
    "https://shop.example/\u2028a, direction",
    "javascript:alert(1), begins",
    "file:///etc/passwd, begins",
    "//shop.example/, begins",
    "https:///x, begins",
    "https://b_c.example/, begins",
    "https://shop.example\\@evil.example/, begins",
    "x, begins",
    "'', begins",
  })
  void any_other_is_refused_with_its_reason(String url, String reason) {
    assertThat(WebUrl.refuse(url).orElseThrow()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example.com/a?b, https://shop.example.com",
    "HTTPS://Shop.Example.com:443, https://shop.example.com",
    "http://shop.example.com:80/, http://shop.example.com",
    "http://shop.example.com:443/, http://shop.example.com:443",
    "https://[2001:db8::1]:8443/, https://[2001:db8::1]:8443",
  })
  void its_origin_is_written_as_browsers_do(String url, String origin) {
    assertThat(WebUrl.origin(url)).isEqualTo(origin);
  }
}
