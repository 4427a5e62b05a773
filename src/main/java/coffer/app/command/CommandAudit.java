package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Adds what a command does to the audit, in the transaction of the command.
final class CommandAudit {
  private static final Audit AUDIT = new Audit();

  private CommandAudit() {}

  static void add(Infrastructure infrastructure, Tx tx, Audit.Place place, Audit.Act act) {
    AUDIT.add(tx, Audit.Actor.COMMAND, place, act, infrastructure.clock().instant());
  }

  static Audit.Place of(Organization organization) {
    return Audit.Place.organization(organization.id());
  }

  static Audit.Place of(Project project) {
    return new Audit.Place(Optional.of(project.organizationId()), Optional.of(project.id()));
  }

  /// A change, with the values that it changed.
  static Audit.Act change(
      String name, Object object, Map<String, Object> before, Map<String, Object> after) {
    var old = new HashMap<>(before);
    var now = new HashMap<>(after);
    old.entrySet().removeAll(after.entrySet());
    now.entrySet().removeAll(before.entrySet());
    return new Audit.Act(name, String.valueOf(object), old, now);
  }
}
