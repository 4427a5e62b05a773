package coffer.chain;

import okhttp3.HttpUrl;

/// The address of a node: http or https. It may contain a key, so only its host and port are shown.
public record NodeUrl(String text) {
  /// @throws IllegalArgumentException if it is no such address
  public NodeUrl {
    if (HttpUrl.parse(text) == null) {
      throw new IllegalArgumentException("an endpoint's url begins with http:// or https://");
    }
  }

  /// Host and port, for people.
  public String name() {
    var parsed = HttpUrl.get(text);
    return parsed.host() + ":" + parsed.port();
  }

  /// Whether it is on this machine, by its name alone.
  public boolean isNear() {
    var host = HttpUrl.get(text).host();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  @Override
  public String toString() {
    return name();
  }
}
