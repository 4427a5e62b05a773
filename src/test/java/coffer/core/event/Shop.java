package coffer.core.event;

import coffer.core.chain.Mode;
import coffer.core.invoice.Snapshot;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.db.Db;
import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// A project with a secret, written straight into the tables, and what happens to it.
public final class Shop {
  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  private static final AtomicInteger COUNT = new AtomicInteger();

  public final Project project;
  private final AtomicInteger objects = new AtomicInteger(COUNT.incrementAndGet() * 1_000_000);
  private Runnable wake = () -> {};

  private Shop(Project project) {
    this.project = project;
  }

  public static Shop open(Db db) {
    return db.tx(
        tx -> {
          var secret =
              tx.id(
                  """
                  INSERT INTO secret (kind, sealed, master_key_id, created_at)
                  VALUES ('webhook', '\\x00', 'none', ?) RETURNING id
                  """,
                  T0);
          var organization =
              tx.id(
                  """
                  INSERT INTO organization (public_id, name, created_at) VALUES (?, 'Org', ?) RETURNING id
                  """,
                  UUID.randomUUID(),
                  T0);
          var publicId = UUID.randomUUID();
          var code = publicId.toString().replace("-", "").substring(0, 13);
          var id =
              tx.id(
                  """
                  INSERT INTO project (public_id, code, organization_id, mode, name, webhook_secret_id, created_at)
                  VALUES (?, ?, ?, 'test', 'Shop', ?, ?) RETURNING id
                  """,
                  publicId,
                  code,
                  organization,
                  secret,
                  T0);
          return new Shop(project(id, publicId, code, organization, secret));
        });
  }

  private static Project project(
      long id, UUID publicId, String code, long organization, long secret) {
    return new Project(
        id, publicId, code, organization, Mode.TEST, "Shop", Settings.defaults(), secret);
  }

  public Shop waking(Runnable wake) {
    this.wake = wake;
    return this;
  }

  public Destination tell(Db db, String url, String... types) {
    return speak(db, "plain", url, types);
  }

  public Destination speak(Db db, String dialect, String url, String... types) {
    var draft =
        new Destination.Draft(
            project.id(),
            Optional.empty(),
            dialect,
            url,
            project.webhookSecretId(),
            List.of(types));
    return db.tx(tx -> new Destinations().add(tx, draft, T0));
  }

  public void happens(Db db, String type, Instant now) {
    happens(db, type, 1, now);
  }

  public void happens(Db db, String type, int times, Instant now) {
    db.run(tx -> happens(tx, type, times, now));
  }

  public void happens(Tx tx, String type, int times, Instant now) {
    var drafts =
        IntStream.range(0, times)
            .mapToObj(
                _ ->
                    new Event.Draft(
                        project.organizationId(),
                        project.id(),
                        new Event.Owner.OfProject(),
                        type,
                        "movement",
                        objects.incrementAndGet(),
                        1,
                        new Snapshot(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())))
            .toList();
    new Events(wake).add(tx, drafts, now);
  }
}
