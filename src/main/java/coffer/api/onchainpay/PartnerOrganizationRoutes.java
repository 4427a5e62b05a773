package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.time;
import static coffer.api.onchainpay.PartnerUserRoutes.NONE;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.api.onchainpay.AdvancedBalanceRoutes.AccountWire;
import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.merchant.Merchants;
import coffer.core.user.PartnerUsers;
import coffer.core.user.PartnerUsers.Owned;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The organizations of a partner's users.
final class PartnerOrganizationRoutes {
  private static final long DEFAULT_LIMIT = 10;

  private final PartnerUsers users;
  private final AdvancedBalanceRoutes balances;

  PartnerOrganizationRoutes(ApiServices services, PartnerUsers users) {
    this.users = users;
    this.balances = new AdvancedBalanceRoutes(services);
  }

  record OrganizationWire(UUID id, String name, String createdAt) {
    static OrganizationWire of(Owned organization) {
      return new OrganizationWire(
          organization.publicId(), organization.name(), time(organization.createdAt()));
    }
  }

  /// The answer is the id. Without a name, the organization has the address of the user as its
  /// name.
  Command create(PartnerCall call, BodyFields body) {
    var userId = body.required("userId", body.id("userId"), NONE);
    var name = TextFields.text(body, "name", Merchants.MAX_NAME);
    if (name.filter(String::isBlank).isPresent()) body.wrong("name", "Must not be blank.");
    if (name.filter(text -> !PlainText.isLine(text)).isPresent()) {
      body.wrong("name", new FieldProblem.Unprintable());
    }
    long partner = call.partner().id();
    return Command.creating(
        "organization",
        tx -> {
          var user = users.get(tx, partner, userId);
          var field = new Field.At("userId");
          var made = users.createOrganization(tx, field, partner, user, name);
          return new Done<>(made.id(), made.publicId());
        },
        (tx, id) -> users.organization(tx, id).publicId());
  }

  Function<Tx, Object> list(PartnerCall call, BodyFields body) {
    var userId = body.required("userId", body.id("userId"), NONE);
    var page = OffsetPage.of(body, DEFAULT_LIMIT);
    return tx ->
        organizations(tx, call, userId, page.limit(), page.offset()).stream()
            .map(OrganizationWire::of)
            .toList();
  }

  private List<Owned> organizations(Tx tx, PartnerCall call, UUID userId, long limit, long offset) {
    long partner = call.partner().id();
    return users.organizations(tx, partner, users.get(tx, partner, userId), limit, offset);
  }

  /// Without an organization: the accounts of all organizations of the user.
  Function<Tx, Object> balances(PartnerCall call, BodyFields body) {
    var userId = body.required("userId", body.id("userId"), NONE);
    boolean all = TextFields.isEmpty(body, "organizationId");
    var organizationId = all ? Optional.<UUID>empty() : body.id("organizationId");
    return tx ->
        chosen(tx, call, userId, organizationId).stream()
            .map(one -> balance(tx, call, one))
            .toList();
  }

  private List<Owned> chosen(Tx tx, PartnerCall call, UUID userId, Optional<UUID> organization) {
    if (organization.isEmpty()) {
      return organizations(tx, call, userId, PartnerUsers.MAX_ORGANIZATIONS, 0);
    }
    long partner = call.partner().id();
    var user = users.get(tx, partner, userId);
    return List.of(users.organization(tx, partner, user, organization.get()));
  }

  private AccountWire balance(Tx tx, PartnerCall call, Owned organization) {
    var project = users.project(tx, organization, call.partner().mode());
    return balances.account(tx, project, organization.publicId());
  }
}
