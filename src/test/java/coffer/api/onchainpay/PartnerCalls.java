package coffer.api.onchainpay;

import coffer.api.ApiClient.Answer;
import coffer.app.Storefront;
import coffer.app.TestPartner;
import coffer.core.chain.Mode;
import java.util.UUID;

/// A partner of a storefront, and what it sends.
///
/// @param api signs with a test pair of the partner
record PartnerCalls(Storefront front, TestPartner partner, OnchainPayClient api) {
  static PartnerCalls on(Storefront front) {
    var partner = TestPartner.on(front);
    return new PartnerCalls(front, partner, client(front, partner, Mode.TEST));
  }

  private static OnchainPayClient client(Storefront front, TestPartner partner, Mode mode) {
    return new OnchainPayClient(front.url(), partner.key("onchainpay", mode));
  }

  /// Signs with another pair of the partner.
  OnchainPayClient client(Mode mode) {
    return client(front, partner, mode);
  }

  static String address() {
    return UUID.randomUUID() + "@example.com";
  }

  Answer createUser(String email) {
    return api.partner("create-user", "{'email':'" + email + "'}");
  }

  /// The id of a new user.
  String user() {
    return createUser(address()).is(200).get("/response/id");
  }

  /// The first organization of a user.
  String organization(String user) {
    return api.partner("get-user-organizations", userId(user)).is(200).get("/response/0/id");
  }

  static String userId(String user) {
    return "{'userId':'" + user + "'}";
  }

  static String target(String user, String organization) {
    return "{'userId':'%s','organizationId':'%s'}".formatted(user, organization);
  }

  /// The body with another field.
  static String with(String body, String more) {
    return body.replace("}", "," + more + "}");
  }
}
