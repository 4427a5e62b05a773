package coffer.api.coffer;

import coffer.api.BodyFields;
import coffer.api.QueryParameters;
import coffer.api.ValueFormats;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Principal.Owner;
import coffer.http.FieldProblem;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;

/// An authenticated request of a partner.
record CofferPartnerCall(
    Context ctx, Principal principal, Owner.OfPartner partner, QueryParameters query) {

  /// An id in the path.
  ///
  /// @param name of the parameter in the path
  /// @param what type of the object, for example `user`
  /// @throws Rejection.Refused NotFound if it is not an id
  UUID id(String name, String what) {
    var text = ctx.pathParam(name);
    return ValueFormats.id(text)
        .orElseThrow(() -> new Rejection.NotFound(what, text).asException());
  }

  /// A field of one line that is not blank.
  ///
  /// @param most maximum number of characters
  static Optional<String> line(BodyFields body, String name, int most) {
    var text = body.text(name, most);
    if (text.filter(String::isBlank).isPresent()) body.wrong(name, "Must not be blank.");
    if (text.filter(it -> !PlainText.isLine(it)).isPresent()) {
      body.wrong(name, new FieldProblem.Unprintable());
    }
    return text;
  }
}
