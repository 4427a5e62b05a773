package coffer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What a program needs to use the demo, in the words of each API.
record DemoInfo(String url, DemoShop shop) {

  /// Writes it as JSON: complete or not there at all, and for its owner's eyes only.
  void write(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var draft = Files.createTempFile(folder, "info", ".json", owner);
    Files.writeString(draft, JsonMapper.shared().writeValueAsString(json()) + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Map<String, Object> json() {
    var keys = shop.keys();
    var secret = shop.secret().text();
    var json = new LinkedHashMap<String, Object>();
    json.put("url", url);
    json.put(
        "coinvoice",
        ordered(
            "base_url", base("/coinvoice"), "api_key", keys.coinvoice(), "webhook_secret", secret));
    json.put(
        "getcrypto",
        ordered(
            "base_url",
            base("/getcrypto/v1"),
            "api_key",
            keys.getcrypto(),
            "project_id",
            "pr_" + shop.project().code(),
            "publishable_key",
            keys.publishable(),
            "webhook_secret",
            secret));
    json.put(
        "itispay",
        ordered(
            "base_url",
            base("/itispay/api/v1"),
            "project_key",
            keys.itispay(),
            "account_key",
            keys.account(),
            "webhook_secret",
            secret));
    json.put(
        "coffer",
        ordered(
            "base_url",
            base("/coffer/v1"),
            "project_id",
            shop.project().publicId().toString(),
            "api_key",
            keys.coffer(),
            "webhook_secret",
            secret));
    return json;
  }

  private String base(String path) {
    return url + path;
  }

  private static Map<String, String> ordered(String... namesAndValues) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
