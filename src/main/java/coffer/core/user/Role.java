package coffer.core.user;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a person is in an organization.
public enum Role {
  OWNER,
  ADMIN,
  DEVELOPER,
  SUPPORT,
  VIEWER;

  /// The name in the database and in forms: `owner`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @return empty if there is no such role
  public static Optional<Role> find(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }
}
