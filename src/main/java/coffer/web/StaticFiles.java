package coffer.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Scripts, styles and pictures of a part of the pages. Each URL contains a hash of all files, so
/// browsers may cache them forever, and modules find each other by relative URLs.
public final class StaticFiles {
  private static final Map<String, String> TYPES =
      Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

  private final String prefix;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final String hash;

  /// @param prefix path of the files, for example `/pay/static`
  /// @param names files under `web/` in the resources
  public StaticFiles(String prefix, List<String> names) {
    this.prefix = prefix;
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var name : names) files.put(name, read(name));
      files.values().forEach(digest::update);
      hash = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static byte[] read(String name) {
    try (var file = StaticFiles.class.getResourceAsStream("/web/" + name)) {
      if (file == null) throw new IllegalArgumentException("no file web/" + name);
      return file.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /// The URL path of a file, with the hash.
  public String url(String name) {
    if (!files.containsKey(name)) throw new IllegalArgumentException("no file " + name);
    return prefix + "/" + hash + "/" + name;
  }

  public void routes(RoutesConfig routes) {
    routes.get(prefix + "/{hash}/{file}", this::serve);
  }

  private void serve(Context ctx) {
    var name = ctx.pathParam("file");
    var bytes = files.get(name);
    if (bytes == null) throw new NotFoundResponse();
    // During a rolling update, a page of one version may request a file from a node of another
    // version: the content does not match the hash in the URL and must not be cached.
    boolean same = ctx.pathParam("hash").equals(hash);
    ctx.header("Cache-Control", same ? "public, max-age=31536000, immutable" : "no-cache");
    var tag = "\"" + hash + "\"";
    ctx.header("ETag", tag);
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    if (tag.equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) throw new IllegalStateException("no media type for " + name);
    ctx.contentType(type + "; charset=utf-8").result(bytes);
  }
}
