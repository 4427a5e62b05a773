package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Project;
import coffer.core.merchant.ProjectKeys;
import coffer.core.user.PartnerUsers;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The routes `/partner/organizations/{id}/keys`. A partner's key is for one mode: its keys are for
/// the organization's project of that mode.
final class OrganizationKeyRoutes {
  private final PartnerUsers users;
  private final ProjectKeys keys;

  OrganizationKeyRoutes(Keys keys, PartnerUsers users) {
    this.users = users;
    this.keys = new ProjectKeys(keys, CofferApi.DIALECT);
  }

  /// @param secret the key itself, only in the answer of the request that created it
  /// @param hint its first characters
  /// @param mode of its project
  record KeyWire(
      UUID id,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> secret,
      String hint,
      String mode,
      String name,
      Instant createdAt) {
    static KeyWire of(ApiKey key, Mode mode, Optional<String> secret) {
      return new KeyWire(
          key.publicId(), secret, key.hint(), mode.text(), key.name(), key.createdAt());
    }

    /// Without the secret.
    @Override
    public String toString() {
      return "key " + id;
    }
  }

  private Project project(Tx tx, CofferPartnerCall call) {
    long partner = call.partner().id();
    var organization = users.organization(tx, partner, call.id("id", "organization"));
    return users.project(tx, organization, call.partner().mode());
  }

  /// The database keeps a hash of the key: a repeated request shows it without the secret.
  Command create(CofferPartnerCall call, BodyFields body) {
    var name = CofferPartnerCall.line(body, "name", Keys.MAX_NAME).orElse("");
    var partner = call.partner();
    var shape = CofferKeys.shape(ApiKey.Kind.PROJECT, Optional.of(partner.mode()));
    return Command.creating(
        "key",
        tx -> {
          var project = project(tx, call);
          var made = keys.create(tx, new Field.At("id"), partner.id(), project, shape, name);
          return new Done<>(
              made.key().id(), KeyWire.of(made.key(), partner.mode(), Optional.of(made.text())));
        },
        (tx, id) -> wire(call, keys.find(tx, project(tx, call), id).orElseThrow()));
  }

  Object list(Tx tx, CofferPartnerCall call) {
    var limit = CursorPage.limit(call.query());
    var before = CursorPage.cursor(call.query());
    call.query().check();
    var found = keys.page(tx, project(tx, call), before, limit + 1);
    return CursorPage.of(found, limit, key -> key.publicId().toString(), key -> wire(call, key));
  }

  private static KeyWire wire(CofferPartnerCall call, ApiKey key) {
    return KeyWire.of(key, call.partner().mode(), Optional.empty());
  }

  Object revoke(Tx tx, CofferPartnerCall call) {
    var project = project(tx, call);
    var id = call.id("key", "key");
    if (keys.revoke(tx, project, id)) return id;
    throw new Rejection.NotFound("key", id.toString()).asException();
  }
}
