package coffer.web.cabinet;

import coffer.core.user.Role;
import java.util.EnumSet;
import java.util.Set;

/// What a page or an act needs. Each role has the permissions of the table in docs/cabinet.md.
public enum Permission {
  /// see invoices, payment links, payments, customers and balances
  VIEW,
  /// create, cancel and mark invoices; create and change payment links; apply unmatched payments
  SUPPORT,
  /// see and change API keys and webhooks
  DEVELOP,
  /// change settings; see the audit; invite, change and remove people, owners excepted
  ADMINISTER,
  /// change and remove owners
  OWN;

  private static final Set<Permission> MOST = EnumSet.complementOf(EnumSet.of(OWN));

  /// The permissions of a role.
  public static Set<Permission> of(Role role) {
    return switch (role) {
      case OWNER -> EnumSet.allOf(Permission.class);
      case ADMIN -> EnumSet.copyOf(MOST);
      case DEVELOPER -> EnumSet.of(VIEW, DEVELOP);
      case SUPPORT -> EnumSet.of(VIEW, SUPPORT);
      case VIEWER -> EnumSet.of(VIEW);
    };
  }
}
