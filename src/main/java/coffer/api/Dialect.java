package coffer.api;

import coffer.core.chain.Mode;
import coffer.core.invoice.InvoiceView;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Project;
import coffer.core.widget.WidgetInvoices;
import coffer.db.Tx;
import coffer.http.PathAliases.Root;
import coffer.webhook.WebhookFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// An API that this server offers, and everything that other packages need of it. Each folder below
/// `api` has one implementation. `app/config/Dialects` lists them and reads their configuration
/// sections.
public interface Dialect {
  /// The name in the database, on the command line and as the first segment of paths, for example
  /// `coinvoice`.
  String name();

  /// The name for people, for example `CoinVoice`.
  String title();

  /// The shape of keys of a kind; empty if the dialect has no keys of that kind.
  ///
  /// @param mode mode of the key's project, or of a partner key; empty for an account key
  Optional<KeyShape> keyShape(ApiKey.Kind kind, Optional<Mode> mode);

  /// Whether web pages of merchants call this API. If so, a publishable key must list their
  /// origins.
  default boolean calledByPages() {
    return false;
  }

  /// The paths of the original API, for clients that can change only the host of their base URL.
  default List<Root> roots() {
    return List.of();
  }

  /// The values in force of the dialect's section of the configuration, by key. None is a secret.
  default Map<String, String> configuration() {
    return Map.of();
  }

  /// Creates the front end of the API.
  ApiFrontEnd frontEnd(ApiServices services);

  /// @param code returns the code of a project by its id: 13 hex digits that never change
  /// @param publicUrl URL of this server, without a slash at the end
  WebhookFormat webhookFormat(Function<UUID, String> code, String publicUrl);

  /// What the payment page of an invoice of this dialect posts to the page around it, if it is in a
  /// frame.
  default FrameMessage frameMessage(InvoiceView invoice) {
    return FrameMessage.of(invoice);
  }

  /// How this dialect completes the invoices of payment widgets; empty = it has no such widgets.
  default Optional<WidgetInvoices.Completion> widgets() {
    return Optional.empty();
  }

  /// Deletes expired rows.
  default void sweep(Tx tx, Instant now) {}

  /// The data that a client needs to use a project of the demo.
  ClientSetup clientSetup(Project project);

  /// Makes sample objects on the demo's server, for those who try their clients there.
  ///
  /// @return what a client needs to find them, by the names that the API's documentation uses
  default Map<String, Object> sampleObjects(SampleServer server)
      throws IOException, InterruptedException {
    return Map.of();
  }

  /// @param path path of the API below the server's URL
  /// @param header request header with the project's key, with `%s` in place of the key
  /// @param keys kinds of keys by the names that the API's documentation uses; of a pair, the
  ///     public key
  /// @param secrets the same for the secrets of pairs
  /// @param ids other identifiers by the names that the API's documentation uses
  record ClientSetup(
      String path,
      String header,
      Map<String, ApiKey.Kind> keys,
      Map<String, ApiKey.Kind> secrets,
      Map<String, String> ids) {
    /// For an API whose requests contain the key.
    public ClientSetup(
        String path, String header, Map<String, ApiKey.Kind> keys, Map<String, String> ids) {
      this(path, header, keys, Map.of(), ids);
    }
  }
}
