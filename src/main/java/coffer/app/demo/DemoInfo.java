package coffer.app.demo;

import coffer.api.Dialect;
import coffer.app.config.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// The data that a program needs to use the demo, with the names that each API uses.
///
/// @param samples sample objects of the dialects, by name
public record DemoInfo(
    String url, Dialects dialects, DemoShop shop, Map<String, Map<String, Object>> samples) {

  /// Writes it as JSON, atomically, readable by the owner only.
  public void write(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var draft = Files.createTempFile(folder, "info", ".json", owner);
    Files.writeString(draft, JsonMapper.shared().writeValueAsString(json()) + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("url", url);
    dialects.all().forEach(dialect -> json.put(dialect.name(), client(dialect)));
    return json;
  }

  private Map<String, Object> client(Dialect dialect) {
    var setup = dialect.clientSetup(shop.project());
    var all = new TreeMap<String, Object>(setup.ids());
    setup.keys().forEach((name, kind) -> all.put(name, shop.keys().key(dialect.name(), kind)));
    setup
        .secrets()
        .forEach((name, kind) -> all.put(name, shop.keys().secret(dialect.name(), kind)));
    all.put("base_url", url + setup.path());
    all.put("webhook_secret", shop.secret().text());
    all.putAll(samples.getOrDefault(dialect.name(), Map.of()));
    return all;
  }
}
