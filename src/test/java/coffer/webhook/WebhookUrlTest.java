package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {
  private final WebhookClient client = new WebhookClient(List.of(), "1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example/hook?a=b#c",
        "http://shop.example:8080",
        "HTTPS://SHOP.example/",
        "https://магазин.рф/оплата",
        "http://93.184.216.34/",
        "http://[2606:4700:4700::1111]:8443/x",
        "https://shop.example/a@b",
        "https://10.example/",
      })
  void mayBeTried(String url) {
    assertThat(client.refuse(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop.example",
        "/hook",
        "//shop.example/",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/",
        "javascript:alert(1)",
        "http:",
        "http://",
        "http:///x",
        "http:shop.example",
        "http://:80/",
        "http://shop.example:99999/",
        "http://user@shop.example/",
        "http://user:pass@shop.example/",
        "http://@shop.example/",
        "http://shop.example\\@127.0.0.1/",
        "http:\\\\shop.example",
        " http://shop.example/",
        "http://shop.example/a b",
        "http://shop.example/\r\nX: y",
        "http://sh op.example/",
        "http://localhost/",
        "http://LOCALHOST:8080/",
        "http://a.localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.01/",
        "http://%31%32%37.0.0.1/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://256.1.1.1/",
        "http://1.2.3/",
        "http://1.2.3.4.5/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[ff02::1]/",
      })
  void isRefused(String url) {
    assertThat(client.refuse(url)).isPresent();
  }

  /// As everywhere where a URL is shown: what a merchant reads is what is called.
  @Test
  void textThatChangesItsDirectionIsRefused() {
    assertThat(client.refuse("https://shop.example/\u202egpj.kooh"))
        .contains("A URL has no control characters and none that change the direction of text.");
    assertThat(client.refuse("https://shop.example/\u2066x\u2069")).isPresent();
    assertThat(client.refuse("https://shop.example/\u0085")).isPresent();
  }

  @Test
  void tooLong() {
    assertThat(client.refuse("https://shop.example/" + "a".repeat(2048))).isPresent();
  }

  @Test
  void theOperatorMayAllowMoreButNotOddSpellings() {
    var demo = new WebhookClient(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1")), "1");
    assertThat(demo.refuse("http://127.0.0.1:9/")).isEmpty();
    assertThat(demo.refuse("http://localhost:9/")).isEmpty();
    assertThat(demo.refuse("http://[::1]:9/")).isEmpty();
    assertThat(demo.refuse("http://[::ffff:127.0.0.1]:9/")).isEmpty();
    assertThat(demo.refuse("http://2130706433/")).isPresent();
    assertThat(demo.refuse("http://10.0.0.1/")).isPresent();
  }
}
