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
        "https://пример.рф/спасибо?заказ=1",
        "https://bücher.example",
        "https://xn--e1afmkfd.xn--p1ai/",
        "https://my_shop.example.com/thanks",
        "https://_.example/",
        "http://127.0.0.1:65535",
        "http://shop.example.com.:8080/",
        "http://host:?a",
      })
  void aPageSAddress(String url) {
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
    "https:///x, host",
    "https://[2001:db8::zz]/, host",
    "https://a..b/, host",
    "https://-a.example/, host",
    "https://a%2eb.example/, host",
    "https://shop.example\u2044x.evil.example/, host",
    "https://shop\uff0eexample/, host",
    "https://a b.example/, host",
    "https://:80/, host",
    "https://shop.example:80a/, host",
    "https://shop.example:65536/, port",
    "https://shop.example:99999999999/, port",
    "https://shop.example/a b, encoded",
    "https://shop.example/?id={id}, encoded",
    "https://shop.example/?a=|, encoded",
    "https://shop.example/?a=%zz, encoded",
    "https://shop.example/<script>, encoded",
    "https://shop.example\\@evil.example/, begins",
    "x, begins",
    "'', begins",
  })
  void anyOtherIsRefusedWithItsReason(String url, String reason) {
    assertThat(WebUrl.refuse(url).orElseThrow()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example.com/a?b, https://shop.example.com",
    "HTTPS://Shop.Example.com:443, https://shop.example.com",
    "http://shop.example.com:80/, http://shop.example.com",
    "http://shop.example.com:443/, http://shop.example.com:443",
    "https://[2001:DB8::1]:8443/, https://[2001:db8::1]:8443",
    "https://Пример.рф:0443/спасибо, https://xn--e1afmkfd.xn--p1ai",
    "https://my_shop.example.com, https://my_shop.example.com",
  })
  void itsOriginIsWrittenAsBrowsersDo(String url, String origin) {
    assertThat(WebUrl.origin(url)).isEqualTo(origin);
  }
}
