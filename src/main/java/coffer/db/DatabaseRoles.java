package coffer.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.postgresql.util.PasswordUtil;

/// The roles of an embedded database. The role that the cluster begins with is a superuser; it has
/// no password and may not log in. The owner role owns the tables and migrates them. The
/// application role may read and write rows, and nothing else: it can neither truncate a table nor
/// disable a trigger.
///
/// Passwords are new at each start. Other processes of the same user read them from files to
/// connect.
///
/// @param application the password of the application role
/// @param owner the password of the owner role
record DatabaseRoles(String application, String owner) {
  static final String BOOTSTRAP = "coffer";
  static final String APPLICATION = "coffer_app";
  static final String OWNER = "coffer_owner";

  private static final String MAKE =
      "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s;"
          + " END IF; END $$\n";

  /// In a database of an earlier version, everything belongs to the role that the cluster began
  /// with.
  private static final String REASSIGN =
      """
      DO $$ DECLARE r record; BEGIN
      FOR r IN SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
          AND c.relowner = 10 AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
        LOOP EXECUTE format('ALTER TABLE %s OWNER TO coffer_owner', r.name); END LOOP;
      FOR r IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proowner = 10
        LOOP EXECUTE format('ALTER ROUTINE %s OWNER TO coffer_owner', r.name); END LOOP;
      FOR r IN SELECT oid::regtype AS name FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e') AND typowner = 10
        LOOP EXECUTE format('ALTER TYPE %s OWNER TO coffer_owner', r.name); END LOOP;
      END $$
      """;

  private static final String GRANT =
      """
      ALTER DATABASE postgres OWNER TO coffer_owner
      ALTER DEFAULT PRIVILEGES FOR ROLE coffer_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO coffer_app
      ALTER DEFAULT PRIVILEGES FOR ROLE coffer_owner GRANT USAGE, SELECT ON SEQUENCES TO coffer_app
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO coffer_app
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO coffer_app
      """;

  static DatabaseRoles random() {
    return new DatabaseRoles(secret(), secret());
  }

  static DatabaseRoles read(Path home) throws IOException {
    return new DatabaseRoles(
        Files.readString(home.resolve("password")).strip(),
        Files.readString(home.resolve("owner-password")).strip());
  }

  void write(Path home) throws IOException {
    Files.writeString(ServerUser.file(home.resolve("password")), application);
    Files.writeString(ServerUser.file(home.resolve("owner-password")), owner);
  }

  /// The setup statements, one per line. They contain no password, only a verifier of each.
  String sql(EmbeddedPostgres.Owner kind) {
    var superuser = kind == EmbeddedPostgres.Owner.SUPERUSER ? "SUPERUSER" : "NOSUPERUSER";
    return MAKE.formatted(OWNER)
        + MAKE.formatted(APPLICATION)
        + "ALTER ROLE %s LOGIN %s PASSWORD '%s'\n".formatted(OWNER, superuser, verifier(owner))
        + "ALTER ROLE %s LOGIN PASSWORD '%s'\n".formatted(APPLICATION, verifier(application))
        + "ALTER ROLE %s NOLOGIN PASSWORD NULL\n".formatted(BOOTSTRAP)
        + REASSIGN.strip().replace('\n', ' ')
        + "\n"
        + GRANT;
  }

  private static String secret() {
    var bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String verifier(String password) {
    try {
      return PasswordUtil.encodeScramSha256(password.toCharArray());
    } catch (RuntimeException e) {
      throw new IllegalStateException("no verifier can be made for a password", e);
    }
  }
}
