package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.CabinetBrowser.Page;
import coffer.core.user.Role;
import coffer.core.user.SignInLimits;
import coffer.web.cabinet.CabinetRoute;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Texts that break programs, in every query and every field of the cabinet: no page fails, shows
/// them as markup, or keeps a text that hides or reorders what is next to it.
final class CabinetHostileFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final List<String> QUERIES =
      List.of(
          "q",
          "status",
          "from",
          "to",
          "before",
          "show",
          "problem",
          "done",
          "lang",
          "webhook",
          "type",
          "invoice",
          "path",
          "key",
          "request",
          "account",
          "currency");
  private static final List<String> FIELDS =
      List.of(
          "amount",
          "title",
          "min",
          "max",
          "suggested",
          "submit",
          "last_day",
          "minutes",
          "label0",
          "type0",
          "options0",
          "thanks",
          "return_url",
          "currency",
          "order",
          "description",
          "days",
          "reason",
          "kind",
          "invoice",
          "url",
          "name",
          "cidrs",
          "origins",
          "access",
          "scope.invoices:read",
          "scope.",
          "dialect",
          "types",
          "type",
          "status",
          "webhook",
          "overlap",
          "delivery.",
          "all",
          "email",
          "role",
          "old");
  /// The fields of pages that have many of their own.
  private static final Map<String, List<String>> OWN =
      Map.of(
          "/settings",
          List.of(
              "tolerance",
              "lifetime",
              "quote_lifetime",
              "monitoring",
              "confirmations",
              "settlement",
              "fail_url",
              "frame_origins",
              "unconfirmed",
              "accent",
              "support_url",
              "support_email",
              "remove_logo",
              "logo",
              "which",
              "q",
              "accept.",
              "return_url"),
          "/wallets",
          List.of("family", "account", "replaces", "same"),
          "/widgets",
          List.of("currencies", "deposit_addresses", "accept.", "name", "amount", "minutes"));
  private static final List<String> TEXTS =
      List.of(
          "\0",
          "a\0b@example.com",
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(1)>",
          "=HYPERLINK(\"x\")",
          "\u202Eevil\u2066@example.com",
          "\u0085\u009B@example.com",
          "\uFFFE\uFFFF",
          "%",
          "{0}",
          "9999-99-99",
          "9999-12-31",
          "0000-01-01",
          "-999999999",
          "unknown",
          "1-1-1-1-1",
          "movement:1:credit:1",
          "movement:" + UUID.randomUUID() + ":\0:1",
          "99999999999999999999",
          "0.00000001",
          "\uD83D\uDE00".repeat(251),
          "a" + "\uD83D\uDE00".repeat(500));
  private final Stall stall = Stall.on(front);
  private final CabinetBrowser owner = new CabinetPeople(front).person(stall, Role.OWNER);
  private final List<String> wrong = new ArrayList<>();

  private String filled(String path) {
    var place = path.replace("{project}", stall.project().publicId().toString());
    if (place.contains("{invoice}")) place = place.replace("{invoice}", invoice());
    if (place.contains("{link}")) place = place.replace("{link}", link());
    return "/cabinet" + place.replaceAll("\\{[a-z]+}", new UUID(1, 1).toString());
  }

  private String invoice() {
    var form = filled("/p/{project}/invoices/new");
    var made = owner.post(form, "amount", "1", "currency", "EUR", "days", "1").is(303);
    return made.to().replaceAll(".*/invoices/([0-9a-f-]{36}).*", "$1");
  }

  private String link() {
    var form = filled("/p/{project}/payment-links/new");
    var made = owner.post(form, "title", "Seat", "currency", "EUR", "amount", "5").is(303);
    return made.to().replaceAll(".*/payment-links/([0-9a-f-]{36}).*", "$1");
  }

  private void check(String what, String text, Page page) {
    var name = what + " " + TEXTS.indexOf(text);
    if (page.status() >= 500) wrong.add(page.status() + " " + name);
    boolean html = page.headers().getOrDefault("content-type", "").startsWith("text/html");
    if (html && (page.text().contains("<script>alert") || page.text().contains("<img src=x")))
      wrong.add("markup " + name);
    boolean shown = what.equals("then") && page.text().contains("\u202E");
    if (shown) wrong.add("direction " + name);
  }

  @Test
  void noQueryBreaksAPage() {
    for (var route : front.cabinet().list()) {
      if (route.kind() == CabinetRoute.Kind.ACT) continue;
      var path = filled(route.path());
      for (var name : QUERIES) {
        for (var text : TEXTS) {
          check(path + " " + name, text, owner.get(path + "?" + name + "=" + encode(text)));
        }
      }
    }
    for (var text : TEXTS) {
      var stranger = new CabinetBrowser(front.url());
      check("sign-in", text, stranger.get("/cabinet/sign-in?to=" + encode(text)));
      check("link", text, stranger.get("/cabinet/link/" + encode(text).replace("%2F", "-")));
    }
    assertThat(wrong).isEmpty();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Test
  void noFieldBreaksAnAct() {
    for (var route : front.cabinet().list()) {
      if (route.kind() == CabinetRoute.Kind.PAGE || route.path().contains("/me/")) continue;
      var path = filled(route.path());
      for (var name : fieldsOf(path)) {
        for (var text : TEXTS) {
          check(path + " " + name, text, owner.post(path, fields(path, name, text)));
        }
      }
    }
    for (var route : front.cabinet().list()) {
      if (route.kind() == CabinetRoute.Kind.PAGE)
        check("then", "", owner.get(filled(route.path())));
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> fieldsOf(String path) {
    return OWN.entrySet().stream()
        .filter(it -> path.contains(it.getKey()))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(FIELDS);
  }

  /// What the form needs, and one field with a text that it does not expect.
  private static String[] fields(String path, String name, String text) {
    var fields =
        new LinkedHashMap<>(
            Map.of("amount", "1", "currency", "EUR", "days", "1", "role", "viewer"));
    if (path.contains("/settings")) {
      fields.putAll(
          Map.of("tolerance", "0", "lifetime", "60", "quote_lifetime", "15", "monitoring", "7"));
    }
    fields.put("title", "Seat");
    fields.put("label0", "Size");
    fields.put("kind", path.endsWith("/keys") ? "coffer:project" : "cancelled");
    fields.put("email", UUID.randomUUID() + "@example.com");
    fields.put(name, text);
    return fields.entrySet().stream()
        .flatMap(it -> java.util.stream.Stream.of(it.getKey(), it.getValue()))
        .toArray(String[]::new);
  }

  @Test
  void nobodySignsInWithSuchTexts() {
    for (var text : TEXTS) {
      for (var name : List.of("email", "password", "to")) {
        var other = name.equals("email") ? "password" : "email";
        var stranger = new CabinetBrowser(front.url());
        forgetAttempts();
        check(name, text, stranger.post("/cabinet/sign-in", other, "x", name, text));
      }
      check("old", text, owner.post("/cabinet/me/password", "old", text, "password", text));
    }
    assertThat(wrong).isEmpty();
  }

  private static void forgetAttempts() {
    var later = front.base().clock().instant().plus(SignInLimits.WINDOW);
    front.base().db().run(tx -> new SignInLimits().sweep(tx, later));
  }

  @Test
  void aTextThatReordersOthersIsRefused() {
    var text = "\u202Egpj.exe";
    var form = filled("/p/{project}/invoices/new");
    for (var field : List.of("order", "description")) {
      owner.post(form, "amount", "1", "currency", "EUR", "days", "1", field, text).is(422);
    }
    var mark = filled("/p/{project}/invoices/{invoice}/mark");
    assertThat(owner.post(mark, "kind", "cancelled", "reason", text).is(303).to())
        .endsWith("done=reason");
    owner.post(filled("/p/{project}/team"), "email", text + "@x", "role", "viewer").is(422);
    owner.post(filled("/p/{project}/keys"), "kind", "coffer:project", "name", text).is(422);
  }

  @Test
  void aKeyHasFewAddresses() {
    var many = "203.0.113.7,203.0.112.0/24,".repeat(2);
    var keys = filled("/p/{project}/keys");
    owner.post(keys, "kind", "coffer:project", "cidrs", many).is(200);
    var hundred =
        java.util.stream.IntStream.rangeClosed(0, 100)
            .mapToObj("10.0.0.%d"::formatted)
            .collect(java.util.stream.Collectors.joining(" "));
    owner.post(keys, "kind", "coffer:project", "cidrs", hundred).is(422);
  }

  /// A browser asks for the address of a form after signing in anew, a reload, or a choice of
  /// language: it comes to the page that has the form.
  @Test
  void theAddressOfAFormLeadsToItsPage() {
    for (var route : front.cabinet().list()) {
      boolean ofOperator = route.place() == CabinetRoute.Place.OPERATOR;
      if (route.kind() == CabinetRoute.Kind.PAGE || ofOperator) continue;
      var path = filled(route.path());
      var page = owner.get(path);
      if (page.status() == 303) page = owner.follow(page);
      boolean object = route.path().matches(".*\\{(delivery|key)}.*");
      assertThat(page.status()).as(path).isEqualTo(object ? 404 : 200);
    }
    var signedOut =
        new CabinetBrowser(front.url()).post("/cabinet/me/password", "old", "x").is(303);
    assertThat(signedOut.to()).endsWith("%2Fme%2Fpassword");
    assertThat(owner.get("/cabinet/me/password").to()).isEqualTo("/cabinet/me");
    assertThat(owner.get("/cabinet/sign-out").to()).isEqualTo("/cabinet");
  }

  @Test
  void theOtherLanguageShowsTheSame() {
    var list = filled("/p/{project}/invoices") + "?status=open&from=2001-01-01&done=signed_out";
    assertThat(owner.get(list).is(200).text())
        .contains("invoices?status=open&amp;from=2001-01-01&amp;lang=ru\"");
    var stranger = new CabinetBrowser(front.url());
    assertThat(stranger.get("/cabinet/sign-in?to=%2Fcabinet%2Fme").text())
        .contains("/cabinet/sign-in?to=%2Fcabinet%2Fme&amp;lang=ru");
  }

  @Test
  void whatCannotBeFoundIsFoundNowhere() {
    var id = invoice();
    for (var text : List.of("x".repeat(300), "\0", "%", "' OR 1=1", id.substring(1))) {
      assertThat(owner.get(filled("/p/{project}/invoices?q=") + encode(text)).is(200).text())
          .doesNotContain(id + "\">");
    }
  }

  @Test
  void aSearchStaysWithinTheFilter() {
    var id = invoice();
    var list = filled("/p/{project}/invoices") + "?q=" + id;
    assertThat(owner.get(list + "&status=open&from=2001-01-01").text()).contains(id + "\">");
    assertThat(owner.get(list + "&status=settled").text()).doesNotContain(id + "\">");
    assertThat(owner.get(list + "&to=2001-01-01").text()).doesNotContain(id + "\">");
    assertThat(owner.get(list + "&from=2999-01-01").text()).doesNotContain(id + "\">");
  }

  @Test
  void noTextOfAnExportIsAFormula() {
    var form = filled("/p/{project}/invoices/new");
    for (var text : List.of("=1", "+1", "-1", "@A1", "\uFF1D1", "\u00A0=1", "\u3000=1")) {
      owner.post(form, "amount", "1", "currency", "EUR", "days", "1", "order", text).is(303);
    }
    var csv = owner.get(filled("/p/{project}/invoices.csv")).is(200).text();
    assertThat(csv.lines().skip(1)).allMatch(line -> line.split(",")[2].startsWith("\"'"));
  }
}
