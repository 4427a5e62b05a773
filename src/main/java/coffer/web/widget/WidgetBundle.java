package coffer.web.widget;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.http.WireJson;
import coffer.web.Language;
import coffer.web.Messages;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The script as one file. It defines only one global name in the merchant's page: `GetCrypto`.
final class WidgetBundle {
  private static final List<String> PARTS = List.of("dom", "api", "screens", "widget", "init");

  /// The texts that the widget shares with the payment page.
  private static final List<String> SHARED =
      List.of(
          "page.due",
          "page.test",
          "page.test_text",
          "page.footer",
          "page.offline",
          "page.leave",
          "page.continue",
          "stage.choose.title",
          "stage.choose.text",
          "choose.legend",
          "choose.with",
          "choose.change",
          "again.sent",
          "deadline.days",
          "pay.method",
          "pay.address",
          "pay.wallet",
          "pay.qr",
          "pay.qr_label",
          "pay.qr_address",
          "pay.qr_full",
          "pay.copy",
          "pay.copied",
          "pay.copy_amount",
          "pay.copy_address");

  private final byte[] bytes;
  private final String tag;

  WidgetBundle() {
    bytes = text().getBytes(UTF_8);
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      tag = '"' + HexFormat.of().formatHex(digest).substring(0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /// The value of `ETag`; changes with the script.
  String tag() {
    return tag;
  }

  private static String text() {
    var parts = new ArrayList<String>();
    parts.add("(() => {\n'use strict';");
    parts.add("const CSS_TEXT = " + json(bare(read("widget.css"))) + ";");
    parts.add("const WORDS = " + json(words()) + ";");
    for (var part : PARTS) parts.add(bare(read(part + ".js")));
    parts.add("})();\n");
    return String.join("\n", parts);
  }

  private static Map<String, Map<String, String>> words() {
    var own = Messages.load("widget");
    var shared = Messages.load("checkout");
    var all = new EnumMap<Language, Messages>(own);
    var texts = new TreeMap<String, Map<String, String>>();
    all.forEach(
        (language, words) -> {
          var merged = new TreeMap<String, String>();
          for (var key : words.keys()) merged.put(key, words.say(key));
          var common = java.util.Objects.requireNonNull(shared.get(language));
          for (var key : SHARED) merged.put(key, common.say(key));
          texts.put(language.tag(), merged);
        });
    return texts;
  }

  /// Removes indentation and comment lines. None of our texts spans several lines.
  private static String bare(String source) {
    return source
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/*"))
        .reduce(
            new StringBuilder(),
            (all, line) -> all.append(line).append('\n'),
            StringBuilder::append)
        .toString();
  }

  private static String json(Object value) {
    return WireJson.MAPPER.writeValueAsString(value);
  }

  private static String read(String name) {
    try (var file = WidgetBundle.class.getResourceAsStream("/web/widget/" + name)) {
      if (file == null) throw new IllegalArgumentException("no file web/widget/" + name);
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
