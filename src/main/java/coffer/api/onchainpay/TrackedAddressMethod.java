package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.merchant.Principal;
import coffer.core.tracking.TrackedAddress;
import coffer.core.tracking.TrackedAddresses;
import coffer.core.tracking.TrackedTransfer;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Reports transfers to any address.
final class TrackedAddressMethod {
  private final TrackedAddresses addresses;
  private final Function<String, Optional<String>> refuseUrl;

  TrackedAddressMethod(ApiServices services) {
    this.addresses = new TrackedAddresses(services.chains(), services.clock());
    this.refuseUrl = services.refuseUrl();
  }

  record AddressWire(UUID id, List<String> networks, String address, String webhookUrl) {
    static AddressWire of(TrackedAddress address) {
      return new AddressWire(
          address.publicId(), address.networks(), address.address(), address.url());
    }
  }

  /// The body of the webhook.
  record TransferWire(String currency, String network, String address, String amount, String tx) {
    static TransferWire of(TrackedTransfer transfer) {
      return new TransferWire(
          transfer.asset().code(),
          transfer.network(),
          transfer.address(),
          decimal(transfer.amount()),
          transfer.txid());
    }
  }

  Command add(OnchainPayCall call, BodyFields body) {
    var address = body.required("address", body.text("address", 200), "");
    var url = body.required("webhookUrl", TextFields.webhook(body, "webhookUrl", refuseUrl), "");
    var pair = call.principal().pair();
    var draft =
        new TrackedAddresses.Draft(
            address,
            OnchainPayApi.DIALECT,
            url,
            pair.map(Principal.Pair::secretId).orElse(call.project().webhookSecretId()),
            pair.map(Principal.Pair::publicKey));
    Function<Tx, Object> add =
        tx ->
            AddressWire.of(addresses.add(tx, call.project(), TrustedAddressRoutes.ADDRESS, draft));
    return Command.on("tracked address", add, add);
  }
}
