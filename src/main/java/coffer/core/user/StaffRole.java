package coffer.core.user;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a person of the operator's staff may do.
public enum StaffRole {
  /// see everything and act
  OPERATOR,
  /// see everything
  VIEWER;

  /// The name in the database and on the command line: `operator`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @return empty if there is no such role
  public static Optional<StaffRole> find(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }
}
