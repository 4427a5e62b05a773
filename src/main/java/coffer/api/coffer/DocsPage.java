package coffer.api.coffer;

import coffer.api.OpenApiDocument;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FrontEnd;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// `/docs`: the reference of this API, generated from its OpenAPI document when the server starts.
/// The page has no scripts and no external resources: the server searches, and writes a page for
/// each language of the examples.
public final class DocsPage implements FrontEnd {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors"
          + " 'none'";

  private final CofferErrors errors;
  private final OpenApiDocument reference;
  private final ReferenceIndex index;
  private final Map<ExampleLanguage, String> pages = new EnumMap<>(ExampleLanguage.class);
  private final byte[] style;

  /// @param publicUrl URL of this server, without a slash at the end
  public DocsPage(String publicUrl) {
    this.errors = new CofferErrors(publicUrl);
    this.reference = OpenApiDocument.load(CofferApi.class, publicUrl + CofferApi.ROOT);
    this.index = new ReferenceIndex(reference.document());
    for (var language : ExampleLanguage.values()) {
      pages.put(language, ReferencePage.write(reference, language));
    }
    try (InputStream in = DocsPage.class.getResourceAsStream("docs.css")) {
      this.style = Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String prefix() {
    return "/docs";
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(
        "/docs",
        ctx -> {
          ctx.header("Content-Security-Policy", POLICY);
          ctx.header("Cache-Control", "public, max-age=300");
          ctx.html(Objects.requireNonNull(pages.get(language(ctx))));
        });
    routes.get(
        "/docs/search",
        ctx -> {
          ctx.header("Content-Security-Policy", POLICY);
          var query = Optional.ofNullable(ctx.queryParam("q")).filter(PlainText::isLine).orElse("");
          var cut = query.substring(0, Math.min(query.length(), ReferenceIndex.MAX_QUERY));
          ctx.html(ReferencePage.search(reference, index, cut, language(ctx)));
        });
    routes.get(
        "/docs/style.css",
        ctx -> {
          ctx.header("Cache-Control", "public, max-age=300");
          ctx.contentType("text/css; charset=utf-8").result(style);
        });
  }

  /// The language of the examples; curl if the query names none that there is.
  private static ExampleLanguage language(Context ctx) {
    return Optional.ofNullable(ctx.queryParam("lang"))
        .flatMap(ExampleLanguage::of)
        .orElse(ExampleLanguage.CURL);
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    errors.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    errors.write(ctx, failure);
  }
}
