package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.core.user.Role;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Payment widgets in the cabinet, as payers and programs then see them.
final class CabinetWidgetsFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final CabinetBrowser person = people.person(stall, Role.SUPPORT);
  private final ApiClient api =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + "/widgets" + below;
  }

  @Test
  void aWidgetIsMadeShownAndRemoved() {
    person
        .post(
            path(""),
            "name",
            "Tips <b>",
            "currencies",
            "eur usd",
            "minutes",
            "90",
            "accept.USDT:tron",
            "on",
            "deposit_addresses",
            "on")
        .is(303);
    var widget = api.get("/coffer/v1/widgets").is(200);
    assertThat(widget.get("/data/0/currencies")).isEqualTo("[\"EUR\",\"USD\"]");
    assertThat(widget.get("/data/0/assets/0/asset")).isEqualTo("USDT");
    assertThat(widget.get("/data/0/expires_in")).isEqualTo("5400");
    assertThat(widget.get("/data/0/deposit_addresses")).isEqualTo("true");
    var url = widget.get("/data/0/url");
    var page = person.get(path("")).is(200).text();
    assertThat(page).contains("Tips &lt;b>", "&lt;iframe src=\"" + url + "\"", "EUR, USD");
    var payer = new CabinetBrowser(front.url());
    payer.get(URI.create(url).getPath()).is(200);
    var owner = people.person(stall, Role.OWNER);
    person.post(path("/" + widget.get("/data/0/id") + "/remove")).is(303);
    payer.get(URI.create(url).getPath()).is(404);
    assertThat(owner.get(path("").replace("/widgets", "/audit")).text())
        .contains("widget.add", "widget.remove");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name| |The name must have",
        "currencies|euro!|The currencies must be",
        "amount|0|The fixed amount must be",
        "amount|ten|The fixed amount must be",
        "currencies|EUR USD|The fixed amount must be",
        "minutes|0|The minutes to pay",
        "minutes|999999|The minutes to pay",
        "accept.USDT:nowhere|on|One of the coins"
      })
  void whatIsWrongIsSaid(String field, String value, String sentence) {
    var fields = new LinkedHashMap<>(Map.of("name", "Tips", "currencies", "EUR", "amount", "5"));
    fields.put(field, value == null ? "" : value);
    var all =
        fields.entrySet().stream()
            .flatMap(it -> Stream.of(it.getKey(), it.getValue()))
            .toArray(String[]::new);
    assertThat(person.post(path(""), all).is(422).text()).contains(sentence);
    assertThat(api.get("/coffer/v1/widgets").get("/data")).isEqualTo("[]");
  }

  @Test
  void theWidgetOfAnotherProjectIsMissing() {
    person.post(path(""), "name", "Tips", "currencies", "EUR").is(303);
    var id = api.get("/coffer/v1/widgets").get("/data/0/id");
    var other = Stall.foreign(front);
    var stranger = people.person(other, Role.OWNER);
    var theirs = "/cabinet/p/" + other.project().publicId() + "/widgets/";
    stranger.get("/cabinet/p/" + other.project().publicId()).is(200);
    var missing = UUID.randomUUID().toString();
    assertThat(stranger.post(theirs + id + "/remove").is(404).text())
        .isEqualTo(stranger.post(theirs + missing + "/remove").is(404).text().replace(missing, id));
    assertThat(api.get("/coffer/v1/widgets").get("/data/0/id")).isEqualTo(id);
  }

  @Test
  void aViewerSeesAndChangesNothing() {
    person.post(path(""), "name", "Tips", "currencies", "EUR").is(303);
    var viewer = people.person(stall, Role.VIEWER);
    assertThat(viewer.get(path("")).is(200).text())
        .contains("Tips")
        .doesNotContain("/remove", "deposit_addresses");
    viewer.post(path(""), "name", "More").is(404);
  }
}
