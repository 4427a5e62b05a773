package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.merchant.Merchants;
import coffer.core.user.PartnerUsers;
import coffer.core.user.PartnerUsers.Owned;
import coffer.core.user.User;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.util.UUID;

/// The routes `/partner/users/{id}/organizations` and `/partner/organizations`.
final class OrganizationRoutes {
  private final PartnerUsers users;
  private final PrepaidBalanceRoutes balances;

  OrganizationRoutes(PartnerUsers users, PrepaidBalanceRoutes balances) {
    this.users = users;
    this.balances = balances;
  }

  record OrganizationWire(UUID id, String name, Instant createdAt) {
    static OrganizationWire of(Owned organization) {
      return new OrganizationWire(
          organization.publicId(), organization.name(), organization.createdAt());
    }
  }

  /// Without a name, the organization has the address of the user as its name.
  Command create(CofferPartnerCall call, BodyFields body) {
    var name = CofferPartnerCall.line(body, "name", Merchants.MAX_NAME);
    return Command.creating(
        "organization",
        tx -> {
          var made =
              users.createOrganization(
                  tx, new Field.At("id"), call.partner().id(), user(tx, call), name);
          return new Done<>(made.id(), OrganizationWire.of(made));
        },
        (tx, id) -> OrganizationWire.of(users.organization(tx, id)));
  }

  Object list(Tx tx, CofferPartnerCall call) {
    var limit = CursorPage.limit(call.query());
    var before = CursorPage.cursor(call.query());
    call.query().check();
    var found = users.organizations(tx, call.partner().id(), user(tx, call), before, limit + 1);
    return CursorPage.of(found, limit, one -> one.publicId().toString(), OrganizationWire::of);
  }

  private User user(Tx tx, CofferPartnerCall call) {
    return users.get(tx, call.partner().id(), call.id("id", "user"));
  }

  /// In the mode of the key.
  Object prepaidBalance(Tx tx, CofferPartnerCall call) {
    long partner = call.partner().id();
    var organization = users.organization(tx, partner, call.id("id", "organization"));
    return balances.of(tx, users.project(tx, organization, call.partner().mode()));
  }
}
