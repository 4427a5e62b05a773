package coffer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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
    var json = new LinkedHashMap<String, Object>();
    json.put("url", url);
    json.put("coinvoice", client("/coinvoice", Map.of("api_key", keys.coinvoice())));
    json.put(
        "getcrypto",
        client(
            "/getcrypto/v1",
            Map.of(
                "api_key",
                keys.getcrypto(),
                "project_id",
                "pr_" + shop.project().code(),
                "publishable_key",
                keys.publishable())));
    json.put(
        "itispay",
        client(
            "/itispay/api/v1",
            Map.of("project_key", keys.itispay(), "account_key", keys.account())));
    json.put(
        "coffer",
        client(
            "/coffer/v1",
            Map.of("project_id", shop.project().publicId().toString(), "api_key", keys.coffer())));
    return json;
  }

  /// @param path of the API
  /// @param own what only its clients need
  private Map<String, String> client(String path, Map<String, String> own) {
    var all = new TreeMap<>(own);
    all.put("base_url", url + path);
    all.put("webhook_secret", shop.secret().text());
    return all;
  }
}
