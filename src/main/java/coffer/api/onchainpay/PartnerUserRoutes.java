package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.api.NewPassword;
import coffer.core.Field;
import coffer.core.user.PartnerUsers;
import coffer.core.user.Passwords;
import coffer.core.user.User;
import coffer.core.user.Users;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The users of a partner.
final class PartnerUserRoutes {
  static final UUID NONE = new UUID(0, 0);

  private static final String EMAIL = "email";
  private static final int MAX_UTM = 255;

  private final PartnerUsers users;
  private final Passwords passwords;

  PartnerUserRoutes(ApiServices services, PartnerUsers users) {
    this.users = users;
    this.passwords = services.passwords();
  }

  /// @param password only in the answer of the request that created the user
  record UserWire(
      UUID id,
      String email,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> password,
      Optional<String> utm,
      String createdAt,
      String updatedAt,
      Optional<String> confirmedAt,
      Optional<String> lastLoginAt) {
    static UserWire of(User user, Optional<String> password) {
      return new UserWire(
          user.publicId(),
          user.email(),
          password,
          user.utm(),
          time(user.createdAt()),
          time(user.updatedAt()),
          user.confirmedAt().map(OnchainPayJson::time),
          user.signedInAt().map(OnchainPayJson::time));
    }

    /// Without the password.
    @Override
    public String toString() {
      return "user " + id;
    }
  }

  record UsersWire(List<UserWire> users, long total) {}

  /// The password exists in this request only: a repeated request shows the user without one.
  Command create(PartnerCall call, BodyFields body) {
    var email = body.required(EMAIL, body.text(EMAIL, Users.MAX_EMAIL), "");
    if (!body.failed(EMAIL) && !Users.isEmail(email)) body.wrong(EMAIL, "Is no e-mail address.");
    var utm = TextFields.text(body, "utm", MAX_UTM);
    body.check();
    var password = NewPassword.generate(passwords);
    long partner = call.partner().id();
    return Command.creating(
        "user",
        tx -> {
          var user = users.create(tx, new Field.At(EMAIL), partner, email, password.hash(), utm);
          return new Done<>(user.id(), UserWire.of(user, Optional.of(password.text())));
        },
        (tx, id) -> UserWire.of(users.get(tx, id), Optional.empty()));
  }

  /// Published clients call the field `id` or `userId`.
  Function<Tx, Object> get(PartnerCall call, BodyFields body) {
    var other = body.id("userId");
    var id = body.required("id", body.id("id").or(() -> other), NONE);
    return tx -> UserWire.of(users.get(tx, call.partner().id(), id), Optional.empty());
  }

  Function<Tx, Object> list(PartnerCall call, BodyFields body) {
    var page = OffsetPage.of(body, 10);
    long partner = call.partner().id();
    return tx ->
        new UsersWire(
            users.page(tx, partner, page.limit(), page.offset()).stream()
                .map(user -> UserWire.of(user, Optional.empty()))
                .toList(),
            users.count(tx, partner));
  }
}
