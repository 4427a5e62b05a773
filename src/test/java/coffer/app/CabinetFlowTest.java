package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.core.user.Role;
import coffer.web.cabinet.CabinetRoute;
import coffer.web.cabinet.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// People in the cabinet, over HTTP: how they sign in, what each role may do, and what a stranger
/// cannot.
final class CabinetFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final String email = UUID.randomUUID() + "@example.com";
  private final CabinetBrowser browser = new CabinetBrowser(front.url());

  private CabinetBrowser person(Stall place, Role role) {
    return people.person(place, role);
  }

  private static ApiClient own(String key) {
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    return new ApiClient(front.url(), Credential.bearer(key), contract);
  }

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + below;
  }

  @Test
  void formsOfOtherSitesAreRejected() {
    var owner = person(stall, Role.OWNER);
    var form =
        Map.of("form_token", owner.formToken(), "amount", "1", "currency", "EUR", "days", "1");
    var to = path("/invoices/new");
    owner.forged(to, form).is(403);
    owner.forged(to, form, "Origin", "https://evil.example").is(403);
    owner.forged(to, form, "Origin", front.url(), "Sec-Fetch-Site", "cross-site").is(403);
    owner.forged(to, form, "Origin", "null").is(403);
    owner.forged(to, Map.of("amount", "1"), "Origin", front.url()).is(403);
    owner.forged(to, Map.of("form_token", "A".repeat(43)), "Origin", front.url()).is(403);
    owner.forged("/cabinet/sign-out", Map.of(), "Origin", "https://evil.example").is(403);
    owner
        .forged(
            "/cabinet/sign-in", Map.of("email", "a@b", "password", "x"), "Origin", "https://e.x")
        .is(403);
    assertThat(owner.get(path("/invoices")).is(200).text()).contains("There are no such invoices");
    owner.forged(to, form, "Origin", front.url()).is(303);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aRoleMayDoWhatItsPermissionsSay(Role role) {
    var person = person(stall, role);
    for (var route : front.cabinet().list()) {
      if (route.place() == CabinetRoute.Place.PERSON) continue;
      boolean may = Permission.of(role).contains(route.permission());
      var path = "/cabinet" + filled(route.path());
      if (route.kind() == CabinetRoute.Kind.PAGE) {
        var status = person.get(path).status();
        boolean list = !route.path().replace("{project}", "").contains("{");
        if (!may) assertThat(status).as(role + " " + path).isEqualTo(404);
        else if (list) assertThat(status).as(role + " " + path).isEqualTo(200);
      } else if (!may) {
        assertThat(person.post(path).status()).as(role + " " + path).isEqualTo(404);
      }
    }
  }

  @Test
  void eachRouteNeedsThePermissionOfTheTable() throws IOException {
    var told = new TreeMap<String, String>();
    var row =
        Pattern.compile("(?m)^\\| `((?:GET|POST) /[^`]*)` \\| `([a-z_]+)` \\|$")
            .matcher(Files.readString(Path.of("docs", "cabinet.md")));
    while (row.find()) told.put(row.group(1), row.group(2));
    var real = new TreeMap<String, String>();
    for (var route : front.cabinet().list()) {
      var method = route.kind() == CabinetRoute.Kind.PAGE ? "GET " : "POST ";
      real.put(method + route.path(), route.permission().name().toLowerCase(Locale.ROOT));
    }
    assertThat(told).isEqualTo(real);
  }

  @Test
  void aStrangerFindsNothing() {
    var stranger = person(Stall.foreign(front), Role.OWNER);
    var nowhere = stranger.get("/cabinet/p/" + UUID.randomUUID()).is(404).text();
    for (var route : front.cabinet().list()) {
      if (route.place() == CabinetRoute.Place.PERSON) continue;
      var path = "/cabinet" + filled(route.path());
      var answer =
          route.kind() == CabinetRoute.Kind.PAGE
              ? stranger.get(path)
              : stranger.post(path, "days", "1");
      assertThat(answer.is(404).text())
          .as(path)
          .isEqualTo(
              nowhere.replaceAll(
                  "/cabinet/p/[0-9a-f-]{36}\\?", "/cabinet" + filled(route.path()) + "?"));
    }
  }

  private String filled(String path) {
    return path.replace("{project}", stall.project().publicId().toString())
        .replaceAll("\\{[a-z]+}", new UUID(1, 1).toString());
  }

  @Test
  void anInvoiceByHandIsPaidAndFound() {
    var owner = person(stall, Role.SUPPORT);
    owner.post(path("/invoices/new"), "amount", "0", "currency", "EUR", "days", "1").is(422);
    var made =
        owner
            .post(
                path("/invoices/new"),
                "amount",
                "12,50",
                "currency",
                "eur",
                "order",
                "=HYPERLINK(\"x\")",
                "description",
                "<script>alert(1)</script>",
                "days",
                "2")
            .is(303);
    var page = owner.follow(made).is(200);
    assertThat(page.text())
        .contains("12.50 EUR", "The invoice is created.", "&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert");
    var id = made.to().replaceAll(".*/invoices/([0-9a-f-]{36}).*", "$1");
    new CabinetBrowser(front.url()).get("/pay/" + id).is(200);
    var quoted =
        own(stall.key("coffer"))
            .post("/coffer/v1/invoices/" + id + "/quote", "{'asset':'USDT','network':'tron'}")
            .is(200);
    var address = quoted.get("/quotes/0/address");
    front.pay(address, "USDT", "tron", quoted.get("/quotes/0/due"));
    front.mine("tron", 25);
    await()
        .untilAsserted(
            () ->
                assertThat(owner.get(path("/invoices/" + id)).text())
                    .contains("tag--settled", "invoice.settled", "tag--confirmed"));
    var txid = owner.get(path("/invoices/" + id)).after("<td class=\"mono\">");
    for (var text : List.of("=HYPERLINK(\"x\")", id, address, txid)) {
      var query = java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
      assertThat(owner.get(path("/invoices?q=" + query)).is(200).text()).as(text).contains(id);
    }
    assertThat(owner.get(path("/invoices?q=" + id.substring(0, 8))).text()).doesNotContain(id);
    assertThat(owner.get(path("/invoices?status=settled")).text()).contains(id);
    assertThat(owner.get(path("/invoices?status=open")).text()).doesNotContain(id);
    var csv = owner.get(path("/invoices.csv?status=settled")).is(200);
    assertThat(csv.headers().get("content-type")).startsWith("text/csv");
    assertThat(csv.headers().get("content-disposition")).contains("attachment");
    assertThat(csv.text()).contains(id, "\"'=HYPERLINK(\"\"x\"\")\"", "\"12.5\"");
    assertThat(owner.get(path("/balances")).text()).contains("USDT", "payment");
    assertThat(owner.get(path("")).text()).contains(address);
  }

  @Test
  void aCustomerAndTheirAddressesAreShown() {
    var viewer = person(stall, Role.VIEWER);
    assertThat(viewer.get(path("/customers")).is(200).text()).contains("no such customers");
    var own = own(stall.key("coffer"));
    var id = own.post("/coffer/v1/customers", "{'client_id': 'reader <17>'}").is(200).get("/id");
    var address =
        own.post(
                "/coffer/v1/customers/" + id + "/addresses", "{'asset': 'USDT', 'network': 'tron'}")
            .is(200)
            .get("/address");
    assertThat(viewer.get(path("/customers?q=reader+%3C17%3E")).text()).contains(id);
    assertThat(viewer.get(path("/customers?q=reader")).text()).doesNotContain(id);
    assertThat(viewer.get(path("/customers?before=" + new UUID(1, 1))).text()).contains(id);
    assertThat(viewer.get(path("/customers/" + id)).is(200).text())
        .contains(address, "reader &lt;17&gt;");
    var stranger = person(Stall.on(front), Role.VIEWER);
    stranger.get(path("/customers/" + new UUID(1, 1))).is(404);
  }

  @Test
  void aMarkIsRecordedInTheAudit() {
    var support = person(stall, Role.SUPPORT);
    var made =
        support.post(path("/invoices/new"), "amount", "1", "currency", "EUR", "days", "1").is(303);
    var id = made.to().replaceAll(".*/invoices/([0-9a-f-]{36}).*", "$1");
    support.post(path("/invoices/" + id + "/mark"), "kind", "cancelled", "reason", "asked").is(303);
    assertThat(support.get(path("/invoices/" + id)).text()).contains("tag--cancelled", "asked");
    support.post(path("/invoices/" + id + "/unmark")).is(303);
    assertThat(support.get(path("/invoices/" + id)).text()).contains("tag--open");
    var owner = person(stall, Role.OWNER);
    assertThat(owner.get(path("/audit")).is(200).text())
        .contains("invoice.create", "invoice.mark", "invoice.unmark", "cancelled");
  }

  @Test
  void aKeyIsShownOnceAndCanBeRevoked() {
    var developer = person(stall, Role.DEVELOPER);
    var made = developer.post(path("/keys"), "kind", "coffer:project", "name", "till").is(200);
    var key = made.after("class=\"secret mono\">");
    own(key).get("/coffer/v1/invoices").is(200);
    var listed = developer.get(path("/keys")).is(200);
    assertThat(listed.text()).contains("till").doesNotContain(key);
    var revoke = listed.after("action=\"" + path("/keys/"));
    developer.post(path("/keys/") + revoke).is(303);
    own(key).get("/coffer/v1/invoices").is(401);
    var pair = developer.post(path("/keys"), "kind", "onchainpay:project").is(200);
    assertThat(pair.text()).contains("secret half");
    developer.post(path("/keys"), "kind", "coffer:project", "cidrs", "nowhere").is(422);
    developer.post(path("/keys"), "kind", "nothing:project").is(422);
  }

  @Test
  void aKeyOfAnotherProjectIsNotRevoked() {
    var other = Stall.on(front);
    var developer = person(stall, Role.DEVELOPER);
    var key =
        front
            .base()
            .db()
            .tx(tx -> front.base().keys().list(tx, other.project().organizationId()))
            .stream()
            .filter(it -> it.revokedAt().isEmpty())
            .findFirst()
            .orElseThrow();
    developer.post(path("/keys/" + key.publicId() + "/revoke")).is(404);
  }

  @Test
  void webhooksAreAddedAndRemoved() {
    var developer = person(stall, Role.DEVELOPER);
    developer.post(path("/webhooks"), "url", "ftp://x").is(422);
    developer.post(path("/webhooks"), "url", "https://orders.example.com/in").is(303);
    var listed = developer.get(path("/webhooks")).is(200);
    assertThat(listed.text()).contains("https://orders.example.com/in");
    var remove = listed.text().replaceAll("(?s).*action=\"([^\"]+/remove)\".*", "$1");
    developer.post(remove).is(303);
    assertThat(developer.get(path("/webhooks")).text())
        .doesNotContain("https://orders.example.com/in");
  }

  @Test
  void pagesAreClosedToFramesCachesAndScripts() {
    var page = person(stall, Role.OWNER).get(path("")).is(200);
    assertThat(page.headers().get("content-security-policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
        .doesNotContain("script-src", "unsafe");
    assertThat(page.headers())
        .containsEntry("cache-control", "no-store")
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("x-frame-options", "DENY")
        .containsEntry("referrer-policy", "same-origin");
  }

  @Test
  void bothLanguagesHaveTheSameTexts() {
    var texts = coffer.web.Messages.load("cabinet");
    assertThat(texts.get(coffer.web.Language.RU).keys())
        .isEqualTo(texts.get(coffer.web.Language.EN).keys());
    assertThat(person(stall, Role.OWNER).get(path("?lang=ru")).text()).contains("Обзор");
  }
}
