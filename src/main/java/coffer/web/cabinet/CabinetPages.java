package coffer.web.cabinet;

import java.util.List;
import java.util.stream.Stream;

/// All pages for people who are signed in.
final class CabinetPages {
  private CabinetPages() {}

  static List<CabinetRoute> all(
      CabinetServices services, SignInSteps steps, SessionCookie cookies) {
    return Stream.of(
            new PersonPages(services).routes(),
            new PersonCodes(services, steps).routes(),
            new PersonPasskeys(services, cookies).routes(),
            new ConfirmPages(services, steps).routes(),
            new ProjectPages(services).routes(),
            new OverviewPage(services).routes(),
            new InvoicePages(services).routes(),
            new PaymentLinkPages(services).routes(),
            new WidgetPages(services).routes(),
            new PaymentPages(services).routes(),
            new CustomerPages(services).routes(),
            new BalancePages(services).routes(),
            new StatementPages(services).routes(),
            new WebhookSecretPages(services).routes(),
            new WebhookPages(services).routes(),
            new KeyPages(services).routes(),
            new RequestPages(services).routes(),
            new WalletPages(services).routes(),
            new SettingsPages(services).routes(),
            new LookPages(services).routes(),
            new AssetPages(services).routes(),
            new TeamPages(services).routes(),
            new AuditPages(services).routes(),
            new OperatorOverviewPage(services).routes(),
            new OperatorChainPages(services).routes(),
            new OperatorOrganizationPages(services).routes(),
            new OperatorUserPages(services).routes(),
            new OperatorQueuePage(services).routes(),
            new OperatorServerPages(services).routes())
        .flatMap(List::stream)
        .toList();
  }
}
