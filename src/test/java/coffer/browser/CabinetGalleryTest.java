package coffer.browser;

import static coffer.app.CabinetPeople.PASSWORD;
import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.CabinetPeople;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.user.Role;
import coffer.core.wallet.Mnemonic;
import coffer.web.cabinet.CabinetRoute;
import coffer.web.checkout.WidgetVisitor;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Every page of the cabinet with something on it: nothing goes wrong, nothing is wider than the
/// screen, axe finds nothing, and each can be looked at under `target/screenshots`.
@Browsing
final class CabinetGalleryTest {
  private final Storefront shop;
  private final Stall stall;
  private final String email = UUID.randomUUID().toString().substring(0, 8) + "@example.com";

  CabinetGalleryTest(Storefront shop) {
    this.shop = shop;
    this.stall = Stall.on(shop);
  }

  @Test
  void englishOnADesktop() {
    look(DESKTOP.context("en-US"), "en-desktop");
  }

  @Test
  void russianInTheDarkOnAPhone() {
    look(PHONE.context("ru-RU").setColorScheme(ColorScheme.DARK), "ru-phone-dark");
  }

  @Test
  void englishWithoutScriptsOnASmallPhone() {
    look(SMALL_PHONE.context("en-US"), "en-small");
  }

  @Test
  void russianWithLargeText() {
    look(PHONE.context("ru-RU"), "ru-large", 32);
  }

  private void look(Browser.NewContextOptions options, String name) {
    look(options, name, 16);
  }

  private void look(Browser.NewContextOptions options, String name, int pixels) {
    var found = new ArrayList<String>();
    var invoice = fill();
    var paid = link();
    try (var visit = new Visit(shop.url(), options)) {
      var link = new CabinetPeople(shop).link(stall, email, Role.OWNER);
      show(visit, "/cabinet/sign-in", "sign-in", name, pixels, found);
      show(visit, link, "link", name, pixels, found);
      visit.page.locator("input[type=password]").fill(PASSWORD);
      visit.page.locator("main button").click();
      visit.page.waitForURL("**/cabinet/p/**");
      invite(visit, name, pixels, found);
      for (var route : shop.cabinet().list()) {
        if (route.kind() == CabinetRoute.Kind.ACT || route.path().endsWith(".csv")) continue;
        if (route.place() == CabinetRoute.Place.OPERATOR) continue;
        if (route.path().matches(".*\\{(delivery|customer|key)}.*")) continue;
        var path = path(route.path()).replace("{invoice}", invoice).replace("{link}", paid);
        var title = route.path().replaceAll("^/(p/\\{project})?/?", "").replaceAll("[{}/]+", "-");
        show(visit, "/cabinet" + path, title.isEmpty() ? "overview" : title, name, pixels, found);
      }
      delivery(visit, name, pixels, found);
      visit.opens(shop.url() + "/cabinet" + path("/p/{project}/customers"));
      visit.page.locator("th a").first().click();
      check(visit, "customer", name, pixels, found);
      visit.opens(shop.url() + "/cabinet/me/codes");
      visit.page.locator("main form button").click();
      check(visit, "me-codes-begun", name, pixels, found);
    }
    assertThat(found).isEmpty();
  }

  /// A payment link with everything, and an invoice.
  private String link() {
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    var api = new ApiClient(shop.url(), Credential.bearer(stall.key("coffer")), contract);
    var link =
        """
        {'title': 'Support our library', 'description': 'Every sum helps.', 'submit_type': 'donate', 'currency': 'EUR',
         'min_amount': '1', 'suggested_amounts': ['5', '10'], 'expires_at': '2035-12-31T00:00:00Z', 'custom_fields':
         [{'label': 'Size', 'type': 'choice', 'required': true, 'options': ['S', 'M']}], 'thanks': 'Thank you!'}
        """;
    var made = api.post("/coffer/v1/payment-links", link).is(201);
    try (var payer = new WidgetVisitor(shop.url())) {
      payer.post(
          made.get("/url").substring(shop.url().length()), "amount", "12", "answer:Size", "M");
    }
    return made.get("/id");
  }

  private String path(String path) {
    return path.replace("{project}", stall.project().publicId().toString());
  }

  private void invite(Visit visit, String name, int pixels, List<String> found) {
    visit.opens(shop.url() + "/cabinet" + path("/p/{project}/team"));
    visit.page.locator("input[name=email]").fill(UUID.randomUUID() + "@example.com");
    visit.page.locator("form:has(input[name=email]) button").click();
    var link = visit.page.locator(".secret").innerText();
    check(visit, "team-invited", name, pixels, found);
    wallet(visit, name, pixels, found);
    show(visit, link.substring(link.indexOf("/cabinet")), "invitation", name, pixels, found);
    visit.opens(shop.url() + "/cabinet" + path("/p/{project}/keys"));
    visit.page.locator("summary:below(h1)").first().click();
    visit.page.locator("form:has(input[name=name]) button").click();
    check(visit, "keys-made", name, pixels, found);
    visit.page.locator("td .line a").first().click();
    check(visit, "key", name, pixels, found);
    visit.opens(shop.url() + "/cabinet" + path("/p/{project}/webhooks/secret"));
    visit.page.locator("main form button").first().click();
    check(visit, "webhooks-secret-shown", name, pixels, found);
  }

  private void wallet(Visit visit, String name, int pixels, List<String> found) {
    var account = Mnemonic.generate(new SecureRandom(), 12).account("m/44'/60'/0'");
    visit.opens(shop.url() + "/cabinet" + path("/p/{project}/wallets"));
    visit.page.locator("select[name=family]").selectOption("evm");
    visit.page.locator("textarea[name=account]").fill(account);
    visit.page.locator("main form button").click();
    check(visit, "wallet-check", name, pixels, found);
  }

  private void delivery(Visit visit, String name, int pixels, List<String> found) {
    visit.opens(shop.url() + "/cabinet" + path("/p/{project}/webhooks"));
    visit.page.locator("td + td").first().waitFor();
    visit.page.locator("th a").first().click();
    check(visit, "delivery", name, pixels, found);
  }

  private void show(
      Visit visit, String path, String page, String name, int pixels, List<String> found) {
    visit.opens(shop.url() + path);
    check(visit, page, name, pixels, found);
  }

  private static void check(Visit visit, String page, String name, int pixels, List<String> found) {
    visit.page.evaluate("p => document.documentElement.style.fontSize = p + 'px'", pixels);
    visit.photo("cabinet/%s-%s".formatted(page, name));
    for (var violation : Axe.violations(visit.page)) found.add(page + " " + name + " " + violation);
  }

  /// An invoice that is paid, one that waits, and a webhook that does not arrive.
  private String fill() {
    var key = stall.key("coffer");
    stall.tellAt("http://127.0.0.1:1/hooks", "coffer");
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    var api = new ApiClient(shop.url(), Credential.bearer(key), contract);
    var order =
        "{'currency': 'EUR', 'amount': '%s', 'order_id': '%s', 'description': 'Two books', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";
    api.post("/coffer/v1/invoices", order.formatted("49.90", "A-1002")).is(201);
    api.post(
            "/coffer/v1/widgets",
            "{'name': 'Tips', 'currencies': ['EUR', 'USD'], 'deposit_addresses': true}")
        .is(201);
    var customer =
        api.post("/coffer/v1/customers", "{'client_id': 'reader-17', 'email': 'r@example.com'}");
    api.post(
            "/coffer/v1/customers/" + customer.get("/id") + "/addresses",
            "{'asset': 'USDT', 'network': 'tron'}")
        .is(200);
    var invoice = api.post("/coffer/v1/invoices", order.formatted("20", "A-1001")).is(201);
    var id = invoice.get("/id");
    api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s', 'mine': 25}".formatted(id)).is(200);
    return id;
  }
}
