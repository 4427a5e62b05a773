package coffer.app.server;

import java.util.Optional;

/// The version of this program, as its jar says.
public final class Version {
  private Version() {}

  /// `dev` outside of a jar.
  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev");
  }
}
