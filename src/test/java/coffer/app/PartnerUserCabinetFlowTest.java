package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.onchainpay.OnchainPayClient;
import coffer.core.chain.Mode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Users of partners are the people of the cabinet.
final class PartnerUserCabinetFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();

  @Test
  void aPartnersUserSignsInAndSeesTheirOrganization() {
    var partner = TestPartner.on(front);
    var api = new OnchainPayClient(front.url(), partner.key("onchainpay", Mode.TEST));
    var made = api.partner("create-user", "{'email':'shop@example.com'}").is(200);
    var password = made.get("/response/password");
    var browser = new CabinetBrowser(front.url());
    browser.get("/cabinet/sign-in").is(200);
    browser.post("/cabinet/sign-in", "email", "Shop@example.com", "password", "x" + password);
    assertThat(browser.follow(browser.get("/cabinet")).text()).doesNotContain("shop@example.com");
    var in =
        browser.post("/cabinet/sign-in", "email", "Shop@example.com", "password", password).is(303);
    assertThat(browser.follow(in).is(200).text()).contains("shop@example.com");
    var user = "{'id':'" + made.get("/response/id") + "'}";
    assertThat(api.partner("get-user", user).get("/response/lastLoginAt")).isNotEqualTo("null");
  }
}
