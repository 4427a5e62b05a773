package coffer.api.coffer;

import coffer.api.OpenApiDocument;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FrontEnd;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// `/docs`: the reference of this API, generated from its OpenAPI document when the server starts.
/// The page has no scripts and no external resources.
public final class DocsPage implements FrontEnd {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";

  private final CofferErrors errors;
  private final String page;
  private final byte[] style;

  /// @param publicUrl URL of this server, without a slash at the end
  public DocsPage(String publicUrl) {
    this.errors = new CofferErrors(publicUrl);
    this.page =
        ReferencePage.write(OpenApiDocument.load(CofferApi.class, publicUrl + CofferApi.ROOT));
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
          ctx.html(page);
        });
    routes.get(
        "/docs/style.css",
        ctx -> {
          ctx.header("Cache-Control", "public, max-age=300");
          ctx.contentType("text/css; charset=utf-8").result(style);
        });
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
