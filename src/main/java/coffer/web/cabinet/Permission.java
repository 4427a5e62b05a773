package coffer.web.cabinet;

import coffer.core.user.Role;
import coffer.core.user.StaffRole;
import java.util.EnumSet;
import java.util.Set;

/// What a page or an act needs. Each role has the permissions of the tables in docs/cabinet.md.
public enum Permission {
  /// see invoices, payment links, payments, customers and balances
  VIEW,
  /// create, cancel and mark invoices; create and change payment links and widgets; apply unmatched
  // payments
  SUPPORT,
  /// see and change API keys and webhooks
  DEVELOP,
  /// add and replace wallets; change settings; see the audit; invite, change and remove people,
  // owners excepted
  ADMINISTER,
  /// change and remove owners
  OWN,
  /// see the pages of the operator
  STAFF_VIEW,
  /// act on the pages of the operator
  STAFF_OPERATE;

  private static final Set<Permission> ALL = EnumSet.range(VIEW, OWN);
  private static final Set<Permission> MOST = EnumSet.range(VIEW, ADMINISTER);

  /// The permissions of a role in an organization.
  public static Set<Permission> of(Role role) {
    return switch (role) {
      case OWNER -> EnumSet.copyOf(ALL);
      case ADMIN -> EnumSet.copyOf(MOST);
      case DEVELOPER -> EnumSet.of(VIEW, DEVELOP);
      case SUPPORT -> EnumSet.of(VIEW, SUPPORT);
      case VIEWER -> EnumSet.of(VIEW);
    };
  }

  /// The permissions of the operator's staff, on the operator's pages only.
  public static Set<Permission> of(StaffRole role) {
    return switch (role) {
      case OPERATOR -> EnumSet.of(STAFF_VIEW, STAFF_OPERATE);
      case VIEWER -> EnumSet.of(STAFF_VIEW);
    };
  }
}
