package coffer.web.checkout;

import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.deposit.DepositAddress;
import coffer.core.widget.WidgetAddresses;
import coffer.core.widget.WidgetAddresses.Person;
import coffer.db.Db;
import coffer.http.FormFields;
import coffer.http.PayerLimits;
import coffer.web.AssetOption;
import coffer.web.MerchantCard;
import coffer.web.Qr;
import coffer.web.checkout.AddressForm.Shown;
import coffer.web.checkout.WidgetForm.Problem;
import coffer.web.checkout.WidgetPage.Opened;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page of a payment widget that shows a customer their deposit address. It creates an address
/// when the payer chooses a coin, and never when the page is opened.
final class WidgetAddressPage {
  private final Db db;
  private final WidgetAddresses addresses;
  private final Chains chains;
  private final PayerLimits payers;
  private final PageResponses responses;

  WidgetAddressPage(
      Db db,
      WidgetAddresses addresses,
      Chains chains,
      PayerLimits payers,
      PageResponses responses) {
    this.db = db;
    this.addresses = addresses;
    this.chains = chains;
    this.payers = payers;
    this.responses = responses;
  }

  void show(Context ctx, Opened opened, Person person) {
    var chosen = Optional.ofNullable(ctx.queryParam("asset"));
    var shown =
        chosen
            .flatMap(key -> offered(opened, key))
            .flatMap(asset -> find(opened, person, asset).map(it -> shown(asset, it)));
    write(ctx, opened, shown, Optional.empty());
  }

  void obtain(Context ctx, Opened opened, Person person) {
    var asset = FormFields.read(ctx).field("asset").flatMap(key -> offered(opened, key));
    if (asset.isEmpty()) {
      write(ctx.status(422), opened, Optional.empty(), Optional.of(Problem.CLOSED));
      return;
    }
    try {
      if (exists(ctx, opened, person, asset.get())) {
        var key = option(asset.get()).key();
        ctx.redirect(opened.query().address(key), HttpStatus.SEE_OTHER);
      } else {
        ctx.header("Retry-After", String.valueOf(addresses.untilTomorrow().toSeconds()));
        write(ctx.status(429), opened, Optional.empty(), Optional.of(Problem.FULL));
      }
    } catch (Rejection.Refused e) {
      write(ctx.status(422), opened, Optional.empty(), Optional.of(problem(e)));
    }
  }

  /// Whether the customer has an address, perhaps a new one. Only a new one counts for the limits.
  private boolean exists(Context ctx, Opened opened, Person person, Asset asset) {
    if (find(opened, person, asset).isPresent()) return true;
    payers.countInvoice(ctx, opened.widget().publicId());
    return db.tx(tx -> addresses.obtain(tx, opened.widget(), opened.project(), person, asset))
        .isPresent();
  }

  /// @throws Rejection.Refused the same, if the widget was removed
  private static Problem problem(Rejection.Refused e) {
    return switch (e.rejection()) {
      case Rejection.AssetUnavailable _, Rejection.NoWallet _, Rejection.InvalidField _ ->
          Problem.CLOSED;
      case Rejection.NotFound _,
          Rejection.AmountTooSmall _,
          Rejection.AmountTooLarge _,
          Rejection.TooPrecise _,
          Rejection.RateUnavailable _,
          Rejection.InvoiceNotOpen _,
          Rejection.OrderTaken _,
          Rejection.IdempotencyConflict _,
          Rejection.OfPayment _,
          Rejection.OfProject _,
          Rejection.OfUser _ ->
          throw e;
    };
  }

  private List<Asset> offered(Opened opened) {
    var coins = opened.query().wanted().coins();
    return addresses.offered(opened.widget(), opened.project(), coins);
  }

  private Optional<Asset> offered(Opened opened, String key) {
    return offered(opened).stream().filter(asset -> option(asset).key().equals(key)).findFirst();
  }

  private AssetOption option(Asset asset) {
    return AssetOption.of(asset, chains.chainOf(asset));
  }

  private Optional<DepositAddress> find(Opened opened, Person person, Asset asset) {
    return db.tx(tx -> addresses.find(tx, opened.widget(), person, asset));
  }

  private Shown shown(Asset asset, DepositAddress address) {
    return new Shown(option(asset), address.address(), Qr.of(address.address()));
  }

  private void write(Context ctx, Opened opened, Optional<Shown> shown, Optional<Problem> problem) {
    var form =
        new AddressForm(
            MerchantCard.of(opened.project()),
            opened.project().mode() == Mode.TEST,
            opened.query(),
            offered(opened).stream().map(this::option).toList(),
            shown,
            problem,
            responses.words(opened.query().language()),
            responses.files().url("checkout.css"),
            responses.files().url("icon.svg"));
    responses.page(ctx, "checkout/address.jte", Map.of("form", form));
  }
}
