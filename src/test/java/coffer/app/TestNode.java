package coffer.app;

import coffer.app.config.ConfigFile;
import coffer.app.server.Infrastructure;
import coffer.app.server.Server;
import coffer.app.server.Wiring;
import java.nio.file.Path;
import java.util.Map;

/// What `serve` runs, in this process: several of them are several nodes.
public final class TestNode implements AutoCloseable {
  private final Infrastructure infrastructure;
  private final Server server;

  private TestNode(Infrastructure infrastructure, Server server) {
    this.infrastructure = infrastructure;
    this.server = server;
  }

  /// @param config a file as operators write it
  public static TestNode start(Path config) {
    var infrastructure = Infrastructure.open(ConfigFile.read(config, Map.of()));
    try {
      return new TestNode(infrastructure, Server.start(infrastructure, Wiring::plug));
    } catch (RuntimeException e) {
      infrastructure.close();
      throw e;
    }
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    infrastructure.close();
  }
}
