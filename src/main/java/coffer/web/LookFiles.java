package coffer.web;

import coffer.core.merchant.AccentColor;
import coffer.core.merchant.AccentColor.Palette;
import coffer.core.merchant.Logos;
import coffer.core.merchant.Settings;
import coffer.db.Db;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import java.util.regex.Pattern;

/// The style sheets and logos of merchants. Each URL says what it answers, so browsers may cache
/// them forever: a colour, or the hash of a picture.
public final class LookFiles {
  private static final String FOREVER = "public, max-age=31536000, immutable";
  private static final Pattern STYLE = Pattern.compile("([0-9a-f]{6})(-preview)?\\.css");
  private static final Pattern LOGO = Pattern.compile("([0-9a-f]{32})\\.png");

  private final Db db;
  private final Logos logos = new Logos();

  public LookFiles(Db db) {
    this.db = db;
  }

  /// URL path of the style sheet of a colour.
  public static Optional<String> style(Settings.Look look) {
    return look.accent().map(color -> "/pay/accent/" + color.substring(1) + ".css");
  }

  /// URL path of the style sheet that colours only a preview.
  public static String preview(AccentColor color) {
    return "/pay/accent/" + color.text().substring(1) + "-preview.css";
  }

  public static Optional<String> logo(Settings.Look look) {
    return look.logo().map(hash -> "/pay/logo/" + hash + ".png");
  }

  public void routes(RoutesConfig routes) {
    routes.get("/pay/accent/{file}", LookFiles::style);
    routes.get("/pay/logo/{file}", this::logo);
  }

  private static void style(Context ctx) {
    var name = STYLE.matcher(ctx.pathParam("file"));
    if (!name.matches()) throw new NotFoundResponse();
    var color = AccentColor.parse("#" + name.group(1)).orElseThrow();
    write(ctx, "text/css; charset=utf-8");
    ctx.result(name.group(2) == null ? page(color) : previews(color));
  }

  private static String page(AccentColor color) {
    var dark = variables(color.dark());
    return """
        :root { %s }
        @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { %s } }
        :root[data-theme="dark"] { %s }
        """
        .formatted(variables(color.light()), dark, dark);
  }

  private static String previews(AccentColor color) {
    return ".look--light { %s }\n.look--dark { %s }\n"
        .formatted(variables(color.light()), variables(color.dark()));
  }

  private static String variables(Palette palette) {
    return "--accent: %s; --accent-strong: %s; --on-accent: %s; --accent-wash: %s;"
        .formatted(
            palette.accent().text(),
            palette.strong().text(),
            palette.on().text(),
            palette.wash().text());
  }

  private void logo(Context ctx) {
    var name = LOGO.matcher(ctx.pathParam("file"));
    if (!name.matches()) throw new NotFoundResponse();
    var png = db.tx(tx -> logos.find(tx, name.group(1))).orElseThrow(NotFoundResponse::new);
    write(ctx, "image/png");
    ctx.header("Content-Disposition", "inline; filename=\"logo.png\"");
    ctx.result(png);
  }

  private static void write(Context ctx, String type) {
    ctx.header("Cache-Control", FOREVER);
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.contentType(type);
  }
}
