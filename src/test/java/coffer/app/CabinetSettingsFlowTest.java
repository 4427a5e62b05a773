package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.CabinetBrowser.Page;
import coffer.core.merchant.Settings;
import coffer.core.user.Role;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The settings of a project in the cabinet: every setting, the look of the payment page, and the
/// assets that payers can choose.
final class CabinetSettingsFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();

  /// The form's field for each component of the settings, and the page that has it. A component
  /// that is new fails the test until a page has it.
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("accepts", "/assets which"),
          Map.entry("tolerancePercent", " tolerance"),
          Map.entry("acceptDepth", " confirmations"),
          Map.entry("lifetime", " lifetime"),
          Map.entry("quoteLifetime", " quote_lifetime"),
          Map.entry("monitoring", " monitoring"),
          Map.entry("returnUrl", " return_url"),
          Map.entry("failUrl", " fail_url"),
          Map.entry("settlement", " settlement"),
          Map.entry("frameOrigins", " frame_origins"),
          Map.entry("support.url", "/look support_url"),
          Map.entry("support.email", "/look support_email"),
          Map.entry("look.accent", "/look accent"),
          Map.entry("look.logo", "/look logo"),
          Map.entry("unconfirmed", " unconfirmed"));

  private final Stall stall = Stall.on(front);
  private final CabinetBrowser admin = new CabinetPeople(front).person(stall, Role.ADMIN);
  private final ApiClient api =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + "/settings" + below;
  }

  /// The form as it is, with some fields changed.
  private Page save(String... changes) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("tolerance", "0");
    fields.put("lifetime", "60");
    fields.put("quote_lifetime", "15");
    fields.put("monitoring", "7");
    for (int i = 0; i < changes.length; i += 2) fields.put(changes[i], changes[i + 1]);
    var all =
        fields.entrySet().stream()
            .flatMap(it -> Stream.of(it.getKey(), it.getValue()))
            .toArray(String[]::new);
    return admin.post(path(""), all);
  }

  @Test
  void everySettingHasAFieldWithItsMeaning() {
    var components = new ArrayList<String>(List.of("unconfirmed"));
    for (var component : Settings.class.getRecordComponents()) {
      var name = component.getName();
      if (!component.getType().isRecord()) components.add(name);
      else
        Arrays.stream(component.getType().getRecordComponents())
            .forEach(it -> components.add(name + "." + it.getName()));
    }
    assertThat(FIELDS.keySet()).containsExactlyInAnyOrderElementsOf(components);
    FIELDS.forEach(
        (component, place) -> {
          var at = place.split(" ");
          var page = admin.get(path(at[0])).is(200).text();
          assertThat(page).as(component).contains("name=\"" + at[1] + "\"");
        });
  }

  @Test
  void settingsAreShownChangedAndRecorded() {
    save(
            "tolerance", "0,5",
            "lifetime", "30",
            "confirmations", "3",
            "return_url", "https://shop.example.com/done",
            "fail_url", "https://shop.example.com/basket",
            "settlement", "USDT:tron",
            "frame_origins", "https://shop.example.com")
        .is(303);
    var shown = api.get("/coffer/v1/project").is(200);
    assertThat(shown.get("/tolerance_percent")).isEqualTo("0.5");
    assertThat(shown.get("/expires_in")).isEqualTo("1800");
    assertThat(shown.get("/confirmations")).isEqualTo("3");
    assertThat(shown.get("/return_url")).isEqualTo("https://shop.example.com/done");
    assertThat(shown.get("/fail_url")).isEqualTo("https://shop.example.com/basket");
    assertThat(shown.get("/settlement/asset")).isEqualTo("USDT");
    assertThat(shown.get("/frame_origins/0")).isEqualTo("https://shop.example.com");
    var audit = "/cabinet/p/" + stall.project().publicId() + "/audit";
    assertThat(admin.get(audit).text()).contains("settings.change", "1800", "3600");
    assertThat(admin.get(path("")).text()).contains("value=\"0.5\"", "value=\"30\"");
  }

  @Test
  void amountsThatCountUnconfirmedAreLines() {
    save("unconfirmed", "BTC:bitcoin 0,0005\n").is(303);
    assertThat(api.get("/coffer/v1/project").get("/unconfirmed/0/up_to")).isEqualTo("0.0005");
    assertThat(admin.get(path("")).text()).contains(" 0.0005</textarea>");
    save("unconfirmed", "").is(303);
    assertThat(api.get("/coffer/v1/project").get("/unconfirmed")).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return_url|javascript:x",
        "fail_url|x",
        "tolerance|101",
        "lifetime|0",
        "quote_lifetime|-1",
        "monitoring|x",
        "confirmations|0",
        "confirmations|1001",
        "unconfirmed|BTC:bitcoin",
        "unconfirmed|BTC:nowhere 1",
        "unconfirmed|BTC:bitcoin 0",
        "unconfirmed|BTC:bitcoin 0.000000001",
        "frame_origins|https://a.example/path",
        "settlement|USDT:nowhere"
      })
  void whatIsWrongIsSaidAtItsField(String field, String value) {
    var page = save(field, value).is(422).text();
    assertThat(page).contains("This value is wrong");
    var tag = page.substring(page.lastIndexOf('<', page.indexOf("name=\"" + field + "\"")));
    assertThat(tag.substring(0, tag.indexOf('>'))).contains("aria-invalid=\"true\"");
    assertThat(api.get("/coffer/v1/project").get("/expires_in")).isEqualTo("3600");
  }

  private static byte[] picture(int width, int height, String format) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) image.setRGB(x, height / 2, 0xcc3311);
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  private String payPage() {
    var made =
        api.post("/coffer/v1/invoices", "{'currency': 'EUR', 'amount': '5'}").is(201).get("/id");
    return new CabinetBrowser(front.url()).get("/pay/" + made).is(200).text();
  }

  @Test
  void aLogoIsDrawnAnewAndShownOnPaymentPages() throws Exception {
    var text = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
    for (var format : List.of("png", "jpeg")) {
      var picture = picture(900, 300, format);
      var sent = Arrays.copyOf(picture, picture.length + text.length);
      System.arraycopy(text, 0, sent, picture.length, text.length);
      admin.upload(path("/look"), "logo", sent, "accent", "").is(303);
      var url = api.get("/coffer/v1/project").get("/logo_url");
      assertThat(payPage()).contains("src=\"" + URI.create(url).getPath() + "\"");
      assertThat(admin.get(path("/look")).text()).contains(URI.create(url).getPath());
      var answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("image/png");
      assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
          .contains("default-src 'none'");
      assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1)).doesNotContain("script");
      var kept = ImageIO.read(new ByteArrayInputStream(answer.body()));
      assertThat(kept.getWidth()).isEqualTo(360);
      assertThat(kept.getHeight()).isEqualTo(120);
    }
    admin.upload(path("/look"), "other", new byte[0], "remove_logo", "on").is(303);
    assertThat(api.get("/coffer/v1/project").get("/logo_url")).isEqualTo("null");
    assertThat(payPage()).contains("merchant__mark");
  }

  @Test
  void onlySmallPicturesAreALogo() throws Exception {
    var svg =
        "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
            .getBytes(StandardCharsets.UTF_8);
    var large = Arrays.copyOf(picture(100, 100, "png"), (200 << 10) + 1);
    var torn = Arrays.copyOf(picture(100, 100, "png"), 60);
    var bomb = picture(100, 100, "png");
    bomb[16] = 0x7f; // the width: two thousand million pixels
    for (var wrong :
        List.of(
            svg,
            large,
            torn,
            bomb,
            picture(1001, 20, "png"),
            picture(20, 15, "png"),
            picture(100, 100, "gif"),
            "GIF89a".getBytes(StandardCharsets.UTF_8))) {
      assertThat(admin.upload(path("/look"), "logo", wrong).is(422).text())
          .contains("Choose a PNG or JPEG picture");
    }
    assertThat(api.get("/coffer/v1/project").get("/logo_url")).isEqualTo("null");
    new CabinetBrowser(front.url()).get("/pay/logo/" + "0".repeat(32) + ".png").is(404);
    new CabinetBrowser(front.url()).get("/pay/logo/x").is(404);
  }

  @Test
  void aFormWithFilesNeedsItsToken() throws Exception {
    var stranger = new CabinetBrowser(front.url());
    assertThat(stranger.upload(path("/look"), "logo", picture(50, 50, "png")).status())
        .isIn(303, 403);
    admin.get(path("/look"));
    admin
        .upload(path("/look"), "logo", picture(50, 50, "png"), "form_token", "A".repeat(43))
        .is(403);
    assertThat(api.get("/coffer/v1/project").get("/logo_url")).isEqualTo("null");
  }

  @Test
  void theColourIsOnEveryPage() {
    admin
        .post(path("/look"), "accent", "#0B6B49", "support_email", "help@shop.example.com")
        .is(303);
    assertThat(api.get("/coffer/v1/project").get("/accent_color")).isEqualTo("#0b6b49");
    assertThat(payPage()).contains("href=\"/pay/accent/0b6b49.css\"", "help@shop.example.com");
    var sheet = new CabinetBrowser(front.url()).get("/pay/accent/0b6b49.css").is(200);
    assertThat(sheet.headers().get("content-type")).startsWith("text/css");
    assertThat(sheet.text()).contains("--accent: #0b6b49", "[data-theme=\"dark\"]");
    var widget = api.post("/coffer/v1/widgets", "{'name': 'Tips', 'currencies': ['EUR']}").is(201);
    assertThat(new CabinetBrowser(front.url()).get("/widget/" + widget.get("/id")).is(200).text())
        .contains("/pay/accent/0b6b49.css");
    var link =
        api.post("/coffer/v1/payment-links", "{'title': 'A', 'currency': 'EUR', 'amount': '5'}")
            .is(201)
            .get("/url");
    assertThat(new CabinetBrowser(front.url()).get(URI.create(link).getPath()).is(200).text())
        .contains("/pay/accent/0b6b49.css");
    for (var wrong : List.of("/pay/accent/x.css", "/pay/accent/0b6b49", "/pay/accent/0B6B49.css")) {
      new CabinetBrowser(front.url()).get(wrong).is(404);
    }
    api.patch("/coffer/v1/project", "{'accent_color': null}").is(200);
    assertThat(payPage()).doesNotContain("/pay/accent/");
  }

  @Test
  void aColourThatCannotBeReadIsRefusedWithTheNearest() {
    var refused = admin.post(path("/look"), "accent", "#ffd400").is(422).text();
    var nearest = refused.replaceAll("(?s).*can be read is (#[0-9a-f]{6}).*", "$1");
    admin.post(path("/look"), "accent", nearest).is(303);
    assertThat(admin.post(path("/look"), "accent", "gold").is(422).text())
        .contains("six hexadecimal digits");
    var said = api.patch("/coffer/v1/project", "{'accent_color': '#ffd400'}").is(422);
    assertThat(said.get("/errors/0/field")).isEqualTo("accent_color");
    assertThat(api.get("/coffer/v1/project").get("/accent_color")).isEqualTo(nearest);
  }

  @Test
  void aPreviewShowsWhatWasTypedAndKeepsNothing() {
    var shown =
        admin
            .post(path("/look/preview"), "accent", "#0b6b49", "support_email", "a@shop.example")
            .is(200)
            .text();
    assertThat(shown)
        .contains("/pay/accent/0b6b49-preview.css", "<span class=\"look__link\">a@shop.example");
    assertThat(api.get("/coffer/v1/project").get("/accent_color")).isEqualTo("null");
    assertThat(new CabinetBrowser(front.url()).get("/pay/accent/0b6b49-preview.css").text())
        .contains(".look--dark")
        .doesNotContain(":root");
  }

  @Test
  void assetsAreSearchedAndChosen() {
    assertThat(admin.get(path("/assets?q=tron")).is(200).text())
        .contains("accept.USDT:tron", "TRON")
        .doesNotContain("accept.BTC:bitcoin");
    admin.post(path("/assets"), "q", "tron", "which", "some", "accept.USDT:tron", "on").is(303);
    assertThat(api.get("/coffer/v1/project").get("/accepts"))
        .isEqualTo("[{\"asset\":\"USDT\",\"network\":\"tron\"}]");
    admin
        .post(path("/assets"), "q", "bitcoin", "which", "some", "accept.BTC:bitcoin", "on")
        .is(303);
    assertThat(api.get("/coffer/v1/project").get("/accepts/1/asset"))
        .as("what the search left out stays")
        .isEqualTo("BTC");
    assertThat(admin.post(path("/assets"), "which", "some").is(422).text())
        .contains("Choose at least one coin");
    admin.post(path("/assets"), "which", "all").is(303);
    assertThat(api.get("/coffer/v1/project").get("/accepts")).isEqualTo("[]");
  }

  @Test
  void anAssetSaysWhyNobodyCanPayWithIt() {
    assertThat(admin.get(path("/assets?q=usdt")).text()).contains("ready");
    var bare = Stall.withoutWallets(front);
    var owner = new CabinetPeople(front).person(bare, Role.OWNER);
    var page = "/cabinet/p/" + bare.project().publicId() + "/settings/assets";
    assertThat(owner.get(page).is(200).text()).contains("no wallet", "Add a wallet");
  }
}
