package coffer.web.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.web.Language;
import coffer.web.MerchantCard;
import coffer.web.Messages;
import coffer.web.PageState;
import coffer.web.Pages;
import coffer.web.PaymentLine;
import coffer.web.PaymentPage;
import coffer.web.Qr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written: complete in every language, escaped, and nothing that the policy forbids.
final class TemplatesTest {
  private static final Pages PAGES = new Pages();
  private static final Map<Language, Messages> WORDS = Messages.load("checkout");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");
  private static final Pattern ELSEWHERE = Pattern.compile("\\shref=\"(https?:[^\"]*)\"");

  @Test
  void everyTextIsThereInEveryLanguage() {
    var english = WORDS.get(Language.EN);
    for (var words : WORDS.values()) {
      assertThat(words.keys()).isEqualTo(english.keys());
      for (var key : words.keys()) {
        assertThat(words.say(key)).as(key).isNotBlank().doesNotContain("TODO");
        assertThat(places(words.say(key))).as(key).isEqualTo(places(english.say(key)));
      }
    }
  }

  @Test
  void everyTextIsUsed() throws IOException {
    var sources = new StringBuilder();
    for (var root : List.of("src/main/jte/checkout", "src/main/java/coffer/web")) {
      try (var files = Files.walk(Path.of(root))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          sources.append(Files.readString(file));
        }
      }
    }
    var unused = new TreeSet<String>();
    for (var key : WORDS.get(Language.EN).keys()) {
      var group = key.substring(0, key.indexOf('.') + 1);
      boolean named = sources.indexOf("\"" + key + "\"") >= 0;
      boolean built = sources.indexOf("\"" + group + "\" +") >= 0;
      if (!named && !built) unused.add(key);
    }
    assertThat(unused).isEmpty();
  }

  @Test
  void everyStageAndStateHasItsWords() {
    var keys = WORDS.get(Language.EN).keys();
    for (var stage : PageState.values()) {
      assertThat(keys).contains("stage." + stage.text() + ".title");
      assertThat(keys).contains("stage." + stage.text() + ".text");
    }
    for (var state : PaymentLine.State.values()) assertThat(keys).contains("state." + state.text());
    for (var note : PaymentPage.Note.values()) assertThat(keys).contains("note." + note.text());
    for (var why : PageRequest.Problem.values()) assertThat(keys).contains("problem." + why.text());
    for (var kind : List.of("missing", "no_widget", "no_link", "busy", "away", "bad", "ours")) {
      assertThat(keys).contains("error." + kind + ".title", "error." + kind + ".text");
    }
  }

  @Test
  void everyStateIsWrittenInEveryLanguage() {
    for (var name : States.all().keySet()) {
      for (var language : Language.values()) {
        var html = CheckoutPreview.page(name, language);
        assertThat(html).as(name).contains("<html lang=\"" + language.tag() + "\">");
        assertThat(html).as(name).doesNotContain("Optional[", "null");
        assertThat(ids(html)).as(name + ": each id once").doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void nothingIsWrittenThatThePolicyForbids() {
    for (var name : States.all().keySet()) {
      var html = CheckoutPreview.page(name, Language.EN);
      assertThat(html).as(name).doesNotContainPattern("\\sstyle=").doesNotContain("<style");
      assertThat(html).as(name).doesNotContainPattern("\\son[a-z]+=");
      assertThat(html).as(name).doesNotContainPattern("<script(?![^>]*\\ssrc=)");
      assertThat(html).as(name).doesNotContainPattern("\\ssrc=\"(?!/)");
      // The shop and the explorer are links; nothing is fetched from elsewhere.
      var links = ELSEWHERE.matcher(html).results().map(hit -> hit.group(1)).toList();
      assertThat(links)
          .as(name)
          .allMatch(l -> l.startsWith("https://shop.example/") || l.contains("tronscan.org/"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)",
        "</title><svg onload=alert(1)>",
        "{0} ${page} @param"
      })
  void whatOthersWroteIsText(String hostile) {
    var draft =
        CheckoutSamples.draft()
            .quote(CheckoutSamples.usdt("0", CheckoutSamples.NOW.plusSeconds(60)));
    draft.description = Optional.of(hostile);
    draft.orderId = Optional.of(hostile);
    draft.returnUrl = Optional.of(hostile);
    var look =
        new PageRequest(
            CheckoutSamples.ID,
            Optional.of(Language.EN),
            Language.EN,
            Optional.of(hostile),
            false,
            Optional.empty(),
            PageRequest.Display.PLAIN);
    var shop =
        new MerchantCard(
            hostile,
            CheckoutSamples.SHOP.failUrl(),
            CheckoutSamples.SHOP.support(),
            CheckoutSamples.SHOP.look());
    var page =
        PaymentPage.of(draft.build(), shop, look.asset(), look.choosing(), CheckoutSamples.NOW);
    var view =
        new CheckoutView(
            page,
            look,
            WORDS.get(Language.EN),
            Map.of(),
            List.of(),
            List.of(),
            "",
            "/a.css",
            "/a.js",
            "/a.svg");
    var html = PAGES.render("checkout/page.jte", Map.of("view", view));
    var plain = CheckoutPreview.page("waiting", Language.EN);
    assertThat(tags(html)).isEqualTo(tags(plain));
    if (hostile.contains("<")) assertThat(html).doesNotContain(hostile).contains("&lt;");
  }

  @Test
  void aLinkKeepsWhatWasChosenAndNothingElse() {
    var look =
        new PageRequest(
            CheckoutSamples.ID,
            Optional.of(Language.RU),
            Language.RU,
            Optional.of("A&b=c:d e"),
            false,
            Optional.of(PageRequest.Problem.RATE),
            PageRequest.Display.PLAIN);
    assertThat(look.self())
        .isEqualTo("/pay/" + CheckoutSamples.ID + "?asset=A%26b%3Dc%3Ad+e&lang=ru");
    // What keeps the page up to date must not take the reason away again.
    assertThat(look.events()).contains("problem=rate");
    assertThat(look.state()).contains("problem=rate");
    assertThat(look.choose()).isEqualTo("/pay/" + CheckoutSamples.ID + "/choose?lang=ru");
    assertThat(CheckoutSamples.look().self()).isEqualTo("/pay/" + CheckoutSamples.ID);
  }

  @Test
  void theCodeHasTheSameModules() {
    var code =
        io.nayuki.qrcodegen.QrCode.encodeText(
            CheckoutSamples.TRON_ADDRESS, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
    var drawn = new HashSet<String>();
    var run =
        Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z")
            .matcher(Qr.of(CheckoutSamples.TRON_ADDRESS).path());
    while (run.find()) {
      for (int i = 0; i < Integer.parseInt(run.group(3)); i++) {
        drawn.add((Integer.parseInt(run.group(1)) + i) + " " + run.group(2));
      }
    }
    var dark = new HashSet<String>();
    for (int x = 0; x < code.size; x++) {
      for (int y = 0; y < code.size; y++) if (code.getModule(x, y)) dark.add(x + " " + y);
    }
    assertThat(drawn).isEqualTo(dark).isNotEmpty();
  }

  private static List<String> places(String text) {
    return PLACE.matcher(text).results().map(hit -> hit.group()).sorted().distinct().toList();
  }

  private static List<String> ids(String html) {
    return Pattern.compile("\\sid=\"([^\"]*)\"")
        .matcher(html)
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  /// The names of all elements and attributes, in order, without what only the sample differs in.
  private static List<String> tags(String html) {
    var found = new ArrayList<String>();
    var tag =
        Pattern.compile("<([a-zA-Z!/][a-zA-Z0-9-]*)((?:\\s+[a-zA-Z-]+(?:=\"[^\"]*\")?)*)\\s*/?>")
            .matcher(html);
    while (tag.find()) {
      found.add(tag.group(1) + " " + tag.group(2).replaceAll("=\"[^\"]*\"", "").strip());
    }
    return found;
  }
}
