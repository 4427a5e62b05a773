package coffer.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.EndpointTable;
import coffer.core.chain.Catalogue;
import coffer.operator.SecretValues;
import coffer.operator.TomlTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who we are to a node: in keys of their own, or in the address as far as that is clear.
final class EndpointTableTest {
  private static final Catalogue CATALOGUE = CatalogueFile.bundled().catalogue();
  private static final String SECRET = "s3cret";
  private final List<String> problems = new ArrayList<>();

  private Config.ChainSettings endpoint(String chain, String endpoint) {
    var toml = TomlTable.parse("test", "endpoints = [{ " + endpoint + " }]", problems);
    return ChainTable.read(chain, new TomlTable(chain, toml, problems), CATALOGUE, secrets())
        .orElseThrow();
  }

  private static SecretValues secrets() {
    return new SecretValues(Path.of("."), Map.of("PASSWORD", SECRET + "#/@"));
  }

  @Test
  void aUserAndPasswordAreKeys() {
    var toml =
        TomlTable.parse(
            "test",
            "endpoints = [{ url = \"http://node:1\", user = \"rpc\", password = \"env:PASSWORD\" }]",
            problems);
    var endpoint =
        new EndpointTable.Reader(secrets(), Map.of())
            .all(new TomlTable("tron", toml, problems), read -> read)
            .getFirst();
    assertThat(problems).isEmpty();
    assertThat(endpoint.login()).contains(new EndpointTable.Login("rpc", SECRET + "#/@"));
    assertThat(endpoint.allHeaders()).containsEntry("Authorization", "Basic cnBjOnMzY3JldCMvQA==");
    assertThat(endpoint.login().toString()).doesNotContain(SECRET, "cnBj");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ethereum", "tron", "bitcoin"})
  void settingsDoNotShowWhoWeAre(String chain) {
    var settings =
        endpoint(chain, "url = \"http://node:1\", user = \"rpc\", password = \"env:PASSWORD\"");
    assertThat(problems).isEmpty();
    assertThat(settings.toString()).doesNotContain(SECRET, "cnBj");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://rpc:77#s3cret@host:8332",
        "http://rpc:s3cret/77@host:8332/",
        "http://rpc:s3cret?77@host:8332",
        "http://rpc:s3cret@77@host:8332",
        "http://rpc:77%s3cret@host:8332",
        "http://rpc:77\\\\s3cret@host:8332",
        "http://#s3cret@host",
        "https://node.example/v3/s3cret@x"
      })
  void anAddressThatWouldBeUnderstoodInAnotherWayIsRefused(String url) {
    endpoint("bitcoin", "url = \"" + url + "\"");
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("bitcoin.endpoints[0].url: has an @, /, ?, # or % in its user or password")
        .contains("give these as user and password", "%40")
        .doesNotContain("s3cret", "77", "host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://", "http:///x", "http://ho st", "http://host:99999", "http://[::1", "x"})
  void whatIsNoAddressIsNotRepeated(String url) {
    endpoint("bitcoin", "url = \"" + url + "\"");
    assertThat(problems)
        .containsExactly("bitcoin.endpoints[0].url: is not an http or https address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws://node:8546", "wss://node.example/v3/s3cret"})
  void aNotificationAddressIsNotTheUrlOfANode(String url) {
    endpoint("ethereum", "url = \"" + url + "\"");
    assertThat(problems)
        .containsExactly("ethereum.endpoints[0].url: is not an http or https address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://rpc:p%40ss%23%2F@host:8332",
        "http://host:8332",
        "https://node.example/v3/0123?key=a%20b#x",
        "http://[::1]:8545"
      })
  void whatIsClearIsTaken(String url) {
    endpoint("bitcoin", "url = \"" + url + "\"");
    assertThat(problems).isEmpty();
  }

  @Test
  void addressesBesideTheUrlAreHeldToTheSame() {
    endpoint("ethereum", "url = \"http://a\", ws = \"ws://u:p#s3cret@host\"");
    endpoint("tron", "url = \"http://a\", jsonrpc = \"http://u:p/s3cret@host\"");
    assertThat(problems)
        .hasSize(2)
        .allMatch(problem -> problem.contains("give these as user and password"))
        .noneMatch(problem -> problem.contains("s3cret"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user = "u"                                                           | password: is missing
          password = "s3cret"                                                  | user: is missing
          user = "u:x", password = "s3cret"                                    | user: has a colon
          user = "u", password = "s3cret", cookie = "/c"                       | user: and cookie
          user = "u", password = "s3cret", url = "http://me:other@a"           | user: is in the url
          """)
  void aLoginIsWholeAndNamedOnce(String keys, String problem) {
    var url = keys.contains("url") ? "" : ", url = \"http://a\"";
    endpoint("bitcoin", keys + url);
    assertThat(problems).singleElement().asString().contains(problem).doesNotContain("s3cret");
  }

  @Test
  void aLoginAndAHeaderAreOneTooMany() {
    endpoint(
        "ethereum",
        "url = \"http://a\", user = \"u\", password = \"p\", headers = { authorization = \"x\" }");
    assertThat(problems).singleElement().asString().contains("header Authorization are both set");
  }
}
