package coffer.api.coffer;

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
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The routes `/partner/users`: the users that a partner created.
final class UserRoutes {
  private static final String EMAIL = "email";
  private static final int MAX_UTM = 255;

  private final PartnerUsers users;
  private final Passwords passwords;

  UserRoutes(ApiServices services, PartnerUsers users) {
    this.users = users;
    this.passwords = services.passwords();
  }

  /// @param password only in the answer of the request that created the user
  record UserWire(
      UUID id,
      String email,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> password,
      Optional<String> utm,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> confirmedAt,
      Optional<Instant> signedInAt) {
    static UserWire of(User user) {
      return of(user, Optional.empty());
    }

    static UserWire of(User user, Optional<String> password) {
      return new UserWire(
          user.publicId(),
          user.email(),
          password,
          user.utm(),
          user.createdAt(),
          user.updatedAt(),
          user.confirmedAt(),
          user.signedInAt());
    }

    /// Without the password.
    @Override
    public String toString() {
      return "user " + id;
    }
  }

  /// The password exists in this request only: a repeated request shows the user without one.
  Command create(CofferPartnerCall call, BodyFields body) {
    var email = body.required(EMAIL, body.text(EMAIL, Users.MAX_EMAIL), "");
    if (!body.failed(EMAIL) && !Users.isEmail(email))
      body.wrong(EMAIL, "Must be an e-mail address.");
    var utm = CofferPartnerCall.line(body, "utm", MAX_UTM);
    body.checkAll();
    var password = NewPassword.generate(passwords);
    long partner = call.partner().id();
    return Command.creating(
        "user",
        tx -> {
          var user = users.create(tx, new Field.At(EMAIL), partner, email, password.hash(), utm);
          return new Done<>(user.id(), UserWire.of(user, Optional.of(password.text())));
        },
        (tx, id) -> UserWire.of(users.get(tx, id)));
  }

  Object list(Tx tx, CofferPartnerCall call) {
    var limit = CursorPage.limit(call.query());
    var before = CursorPage.cursor(call.query());
    call.query().check();
    var found = users.page(tx, call.partner().id(), before, limit + 1);
    return CursorPage.of(found, limit, user -> user.publicId().toString(), UserWire::of);
  }

  Object get(Tx tx, CofferPartnerCall call) {
    return UserWire.of(users.get(tx, call.partner().id(), call.id("id", "user")));
  }
}
