package coffer.core.widget;

import static java.time.temporal.ChronoUnit.DAYS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositAddresses;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.widget.PaymentWidget.Webhook;
import coffer.db.Args;
import coffer.db.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The deposit addresses of customers in widgets. A payer's browser names the customer, so anybody
/// can ask for the addresses of any customer whose id they know.
public final class WidgetAddresses {
  /// The most addresses that a widget creates in one day of UTC. They never expire.
  public static final int MAX_NEW_PER_DAY = 1_000;

  private static final Field ASSET = new Field.At("asset");

  private final Chains chains;
  private final Customers customers;
  private final DepositAddresses addresses;
  private final Destinations destinations = new Destinations();
  private final InstantSource clock;

  public WidgetAddresses(
      Chains chains, Customers customers, DepositAddresses addresses, InstantSource clock) {
    this.chains = chains;
    this.customers = customers;
    this.addresses = addresses;
    this.clock = clock;
  }

  /// A customer as the payer's browser names them.
  ///
  /// @param clientId id in the merchant's system
  /// @param email of a new customer
  public record Person(String clientId, Optional<String> email) {}

  /// What the customer can deposit at present.
  ///
  /// @param coins that the link names; empty = all
  public List<Asset> offered(PaymentWidget widget, Project project, List<WidgetOffer.Coin> coins) {
    return WidgetOffer.assets(chains, project, widget.terms().assets(), coins);
  }

  /// The customer's active address for an asset, if they have one.
  public Optional<DepositAddress> find(Tx tx, PaymentWidget widget, Person person, Asset asset) {
    return customers
        .find(tx, widget.projectId(), person.clientId)
        .flatMap(customer -> addresses.active(tx, customer, asset));
  }

  /// The customer's active address for an asset. Creates the address and the customer if there is
  /// none. The widget's webhook receives the deposits of a new customer; the webhook of an existing
  /// one does not change.
  ///
  /// @return empty if the widget has created [#MAX_NEW_PER_DAY] addresses today
  /// @throws Rejection.Refused NotFound if the widget was removed; AssetUnavailable, NoWallet,
  ///     InvalidField as [DepositAddresses#ofCustomer]
  public Optional<DepositAddress> obtain(
      Tx tx, PaymentWidget widget, Project project, Person person, Asset asset) {
    PaymentWidgets.lock(tx, widget);
    var active = find(tx, widget, person, asset);
    if (active.isPresent()) return active;
    if (!count(tx, widget)) return Optional.empty();
    boolean known = customers.find(tx, project.id(), person.clientId).isPresent();
    var customer = customers.obtain(tx, project, person.clientId, person.email);
    if (!known) {
      widget.terms().webhook().ifPresent(hook -> report(tx, widget, project, customer, hook));
    }
    return Optional.of(addresses.ofCustomer(tx, project, customer, ASSET, asset, false));
  }

  /// How long a widget that has created [#MAX_NEW_PER_DAY] addresses creates no more.
  public Duration untilTomorrow() {
    var now = clock.instant();
    return Duration.between(now, now.truncatedTo(DAYS).plus(1, DAYS));
  }

  private boolean count(Tx tx, PaymentWidget widget) {
    return tx.update(
            """
            UPDATE payment_widget SET
              addresses = CASE WHEN address_day = (:now AT TIME ZONE 'UTC')::date THEN addresses + 1 ELSE 1 END,
              address_day = (:now AT TIME ZONE 'UTC')::date
            WHERE id = :id AND (addresses < :most OR address_day IS DISTINCT FROM (:now AT TIME ZONE 'UTC')::date)
            """,
            Args.of("id", widget.id()).with("now", clock.instant()).with("most", MAX_NEW_PER_DAY))
        == 1;
  }

  /// Sends the events of the customer's deposits to the widget's webhook.
  private void report(
      Tx tx, PaymentWidget widget, Project project, Customer customer, Webhook webhook) {
    var own =
        new Destination.OfCustomer(
            project.id(),
            customer.id(),
            widget.terms().dialect(),
            webhook.url(),
            webhook.pair().map(Principal.Pair::secretId).orElse(project.webhookSecretId()),
            webhook.pair().map(Principal.Pair::publicKey));
    destinations.set(tx, own, clock.instant());
  }
}
