package coffer.app;

import java.nio.file.Path;
import java.util.Map;

/// What `serve` runs, in this process: several of them are several nodes.
public final class TestNode implements AutoCloseable {
  private final Base base;
  private final Server server;

  private TestNode(Base base, Server server) {
    this.base = base;
    this.server = server;
  }

  /// @param config a file as operators write it
  public static TestNode start(Path config) {
    var base = Base.open(ConfigFile.read(config, Map.of()));
    try {
      return new TestNode(base, Server.start(base, Wiring::plug));
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    base.close();
  }
}
