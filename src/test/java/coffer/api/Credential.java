package coffer.api;

import java.util.Optional;

/// The header by which a request says whose it is.
public record Credential(String header, String value) {

  public static Credential bearer(String key) {
    return new Credential("Authorization", "Bearer " + key);
  }

  public static Credential xApiKey(String key) {
    return new Credential("X-API-Key", key);
  }

  public static Credential apiKey(String key) {
    return new Credential("Api-Key", key);
  }

  /// No header at all.
  public static Credential none() {
    return new Credential("", "");
  }

  Optional<Credential> sent() {
    return header.isEmpty() ? Optional.empty() : Optional.of(this);
  }
}
