package coffer.web.checkout;

import coffer.web.Language;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;

/// How a payer opened the page of a payment link, kept entirely in its URL.
///
/// @param code of the link
/// @param asked a language that the payer chose
/// @param language of the page
/// @param amount what the form begins with if the payer types the amount; "" = nothing
public record LinkRequest(
    String code,
    Optional<Language> asked,
    Language language,
    String amount,
    PageRequest.Display display) {
  private static final int MAX_AMOUNT = 30;

  static LinkRequest of(Context ctx, String code) {
    var asked = PageResponses.asked(ctx);
    return new LinkRequest(
        code,
        asked,
        asked.orElseGet(() -> PageResponses.accepted(ctx)),
        Optional.ofNullable(ctx.queryParam("amount"))
            .filter(text -> text.length() <= MAX_AMOUNT && WidgetQuery.decimal(text).isPresent())
            .orElse(""),
        PageRequest.Display.of(ctx));
  }

  /// The URL of this page, to which its form is sent.
  public String self() {
    return link("", asked);
  }

  /// This page in another language.
  String in(Language other) {
    return link("", Optional.of(other));
  }

  /// The page that thanks, in another language.
  String thanks(UUID token, Language other) {
    return link("/thanks/" + token, Optional.of(other));
  }

  /// The payment page of an invoice.
  String pay(UUID invoice) {
    return new PageRequest(
            invoice, asked, language, Optional.empty(), false, Optional.empty(), display)
        .self();
  }

  private String link(String path, Optional<Language> tongue) {
    var query = new ArrayList<String>();
    if (!amount.isEmpty()) {
      query.add("amount=" + URLEncoder.encode(amount, StandardCharsets.UTF_8));
    }
    tongue.ifPresent(it -> query.add("lang=" + it.tag()));
    if (display.framed()) query.add("iframe=true");
    display.theme().ifPresent(theme -> query.add("theme=" + theme.text()));
    return "/link/" + code + path + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }
}
