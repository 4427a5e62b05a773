package coffer.api;

import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.http.PathAliases.Root;
import coffer.webhook.WebhookFormat;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// An API that this server speaks: everything that the rest of the program knows of it. Each folder
/// below `api` has one implementation. `app/config/Dialects` lists them, and reads their sections
/// of the configuration.
public interface Dialect {
  /// Its name in rows, on the command line and, behind a slash, in paths: `coinvoice`.
  String name();

  /// Its name for people: `CoinVoice`.
  String title();

  /// What its keys of a kind look like; empty if it has none of that kind.
  ///
  /// @param mode of the key's project; empty for an account key
  Optional<KeyShape> keyShape(ApiKey.Kind kind, Optional<Mode> mode);

  /// Whether web pages of merchants call it. A publishable key must name these pages then.
  default boolean calledByPages() {
    return false;
  }

  /// The paths of the original, for clients in which only the host can be changed.
  default List<Root> roots() {
    return List.of();
  }

  ApiFrontEnd frontEnd(ApiServices services);

  /// @param code of a project, by its id: 13 hex digits that never change
  /// @param publicUrl of this server, without a slash at its end
  WebhookFormat webhookFormat(Function<UUID, String> code, String publicUrl);

  /// Removes rows that are past their time.
  default void sweep(Tx tx, Instant now) {}

  /// What a client needs to use a project of the demo.
  ClientSetup clientSetup(Project project);

  /// @param path of the API, behind the server's URL
  /// @param header that takes the key of the project, with `%s` in its place
  /// @param keys that its clients have, by the names that they know
  /// @param ids beside the keys, by the names that its clients know
  record ClientSetup(
      String path, String header, Map<String, ApiKey.Kind> keys, Map<String, String> ids) {}
}
