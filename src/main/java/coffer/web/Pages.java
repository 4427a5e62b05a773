package coffer.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/// The templates under `src/main/jte`, compiled at build time. They escape every value for its
/// context.
public final class Pages {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), "coffer.web.pages");

  /// @param template for example `checkout/page.jte`
  /// @param parameters values by name
  public String render(String template, Map<String, Object> parameters) {
    var out = new StringOutput(16 * 1024);
    engine.render(template, parameters, out);
    return out.toString();
  }
}
