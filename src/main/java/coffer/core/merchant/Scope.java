package coffer.core.merchant;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// What a key may do.
public enum Scope {
  /// invoices, their payments and events
  INVOICES_READ("invoices:read"),
  /// create, quote, cancel, mark
  INVOICES_WRITE("invoices:write"),
  /// balances and entries
  LEDGER_READ("ledger:read"),
  /// destinations, deliveries and their attempts
  WEBHOOKS_READ("webhooks:read"),
  /// redeliver, add and remove destinations
  WEBHOOKS_WRITE("webhooks:write"),
  /// the project's own settings
  PROJECT_WRITE("project:write"),
  /// pay and mine on simulated chains; of no use to a live project
  SANDBOX("sandbox");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /// The name in the database, in JSON and on the command line: `invoices:read`.
  public String text() {
    return text;
  }

  /// @throws IllegalArgumentException if there is no such scope
  public static Scope of(String text) {
    return Arrays.stream(values())
        .filter(scope -> scope.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no scope " + text));
  }

  public static Set<Scope> all() {
    return EnumSet.allOf(Scope.class);
  }
}
