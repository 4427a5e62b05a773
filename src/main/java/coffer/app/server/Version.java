package coffer.app.server;

import java.util.Optional;

/// The version of this program, from the manifest of its jar.
public final class Version {
  private Version() {}

  /// The version; `dev` if it does not run from a jar.
  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev");
  }
}
