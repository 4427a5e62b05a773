package coffer.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A script that pages of every origin may load.
public final class PublicScript {
  /// Pages receive a new version of the script after at most this time.
  private static final String KEPT = "public, max-age=300, stale-while-revalidate=86400";

  private final byte[] bytes;
  private final String tag;

  /// @param name a file under `web/` in the resources
  public PublicScript(String name) {
    try (var file = PublicScript.class.getResourceAsStream("/web/" + name)) {
      if (file == null) throw new IllegalArgumentException("no file web/" + name);
      bytes = file.readAllBytes();
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      tag = '"' + HexFormat.of().formatHex(digest).substring(0, 16) + '"';
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  public void serve(Context ctx) {
    ctx.header("Access-Control-Allow-Origin", "*");
    ctx.header("Cross-Origin-Resource-Policy", "cross-origin");
    ctx.header("Cache-Control", KEPT);
    ctx.header("ETag", tag);
    if (tag.equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    ctx.contentType("text/javascript; charset=utf-8").result(bytes);
  }
}
