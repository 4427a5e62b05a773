package coffer.app.demo;

import coffer.api.Dialect;
import coffer.api.SampleServer;
import coffer.app.config.Dialects;
import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.webhook.NewDestination;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Sample objects of the dialects for those who try their clients on the demo.
///
/// @param client of Coffer's own API
/// @param receiverUrl receives the webhooks of the dialects
public record DemoSamples(
    Infrastructure infrastructure,
    Domain domain,
    DemoShop shop,
    DemoClient client,
    String receiverUrl) {

  /// The objects by the names of the dialects and the names that their documentation uses.
  public Map<String, Map<String, Object>> make(Dialects dialects)
      throws IOException, InterruptedException {
    var all = new HashMap<String, Map<String, Object>>();
    for (var dialect : dialects.all()) {
      all.put(dialect.name(), dialect.sampleObjects(new Server(dialect)));
    }
    return all;
  }

  private final class Server implements SampleServer {
    private final Dialect dialect;

    Server(Dialect dialect) {
      this.dialect = dialect;
    }

    @Override
    public String url() {
      return client.url();
    }

    @Override
    public String credential(String name) {
      var setup = dialect.clientSetup(shop.project());
      var kind = setup.keys().get(name);
      if (kind != null) return shop.keys().key(dialect.name(), kind);
      var secret = setup.secrets().get(name);
      if (secret == null) throw new IllegalArgumentException("no key " + name);
      return shop.keys().secret(dialect.name(), secret);
    }

    @Override
    public void sendEvents() {
      var wanted = new NewDestination(receiverUrl, dialect.name(), List.of());
      var now = infrastructure.clock().instant();
      infrastructure.db().run(tx -> domain.deliveries().create(tx, shop.project(), wanted, now));
    }

    @Override
    public JsonNode get(String path) throws IOException, InterruptedException {
      return client.get(path);
    }

    @Override
    public JsonNode post(String path, Map<String, Object> body)
        throws IOException, InterruptedException {
      return client.post(path, body);
    }
  }
}
