package coffer.core.user;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a person is in an organization.
public enum Role {
  OWNER,
  ADMIN,
  DEVELOPER,
  SUPPORT,
  VIEWER;

  /// The roles that a person of this role may give to others, and take from them.
  public Set<Role> gives() {
    return switch (this) {
      case OWNER -> EnumSet.allOf(Role.class);
      case ADMIN -> EnumSet.complementOf(EnumSet.of(OWNER));
      case DEVELOPER, SUPPORT, VIEWER -> EnumSet.noneOf(Role.class);
    };
  }

  /// The name in the database and in forms: `owner`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @return empty if there is no such role
  public static Optional<Role> find(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }
}
