package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.time;
import static coffer.api.onchainpay.PartnerUserRoutes.NONE;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Project;
import coffer.core.merchant.ProjectKeys;
import coffer.core.user.PartnerUsers;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The key pairs of the organizations of a partner's users. A partner pair is for one mode: its
/// pairs are for the organization's project of that mode.
final class PartnerKeyRoutes {
  private static final long DEFAULT_LIMIT = 10;

  private final PartnerUsers users;
  private final ProjectKeys keys;

  PartnerKeyRoutes(ApiServices services, PartnerUsers users) {
    this.users = users;
    this.keys = new ProjectKeys(services.keys(), OnchainPayApi.DIALECT);
  }

  /// @param secret only in the answer of the request that created the pair
  record PairWire(
      UUID id,
      @JsonProperty("public") String publicKey,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> secret,
      String alias,
      String createdAt) {
    static PairWire of(ApiKey key, Optional<String> secret) {
      return new PairWire(
          key.publicId(), key.publicKey().orElseThrow(), secret, key.name(), time(key.createdAt()));
    }

    /// Without the secret.
    @Override
    public String toString() {
      return "pair " + id;
    }
  }

  record PairsWire(long total, List<PairWire> keys) {}

  /// The organization that a request names.
  private record Target(UUID userId, UUID organizationId) {
    static Target read(BodyFields body) {
      return new Target(
          body.required("userId", body.id("userId"), NONE),
          body.required("organizationId", body.id("organizationId"), NONE));
    }
  }

  private Project project(Tx tx, PartnerCall call, Target target) {
    var partner = call.partner();
    var user = users.get(tx, partner.id(), target.userId);
    var organization = users.organization(tx, partner.id(), user, target.organizationId);
    return users.project(tx, organization, partner.mode());
  }

  /// The secret is stored sealed, and shown once: a repeated request shows the pair without it.
  Command create(PartnerCall call, BodyFields body) {
    var target = Target.read(body);
    var alias = body.required("alias", body.text("alias", Keys.MAX_NAME), "");
    if (!body.failed("alias") && !PlainText.isLine(alias)) {
      body.wrong("alias", new FieldProblem.Unprintable());
    }
    return Command.creating(
        "key",
        tx -> {
          var project = project(tx, call, target);
          var field = new Field.At("organizationId");
          var made =
              keys.create(tx, field, call.partner().id(), project, OnchainPayDialect.PAIR, alias);
          return new Done<>(made.key().id(), PairWire.of(made.key(), made.secret()));
        },
        (tx, id) ->
            PairWire.of(
                keys.find(tx, project(tx, call, target), id).orElseThrow(), Optional.empty()));
  }

  Function<Tx, Object> list(PartnerCall call, BodyFields body) {
    var target = Target.read(body);
    var page = OffsetPage.of(body, DEFAULT_LIMIT);
    return tx -> {
      var project = project(tx, call, target);
      return new PairsWire(
          keys.count(tx, project),
          keys.page(tx, project, page.limit(), page.offset()).stream()
              .map(key -> PairWire.of(key, Optional.empty()))
              .toList());
    };
  }

  Command delete(PartnerCall call, BodyFields body) {
    var target = Target.read(body);
    var id = body.required("keyId", body.id("keyId"), NONE);
    return Command.on(
        "key",
        tx -> {
          if (keys.revoke(tx, project(tx, call, target), id)) return Optional.empty();
          throw new Rejection.NotFound("key", id.toString()).asException();
        },
        _ -> Optional.empty());
  }
}
