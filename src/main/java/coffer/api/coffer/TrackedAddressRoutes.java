package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.tracking.TrackedAddress;
import coffer.core.tracking.TrackedAddresses;
import coffer.core.tracking.TransferReports;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The routes `/tracked-addresses`.
final class TrackedAddressRoutes {
  private static final Field ADDRESS = new Field.At("address");

  private final TrackedAddresses addresses;
  private final TransferReports transfers;
  private final Function<String, Optional<String>> refuseUrl;

  TrackedAddressRoutes(ApiServices services) {
    this.addresses = new TrackedAddresses(services.chains(), services.clock());
    this.transfers = new TransferReports(services.chains());
    this.refuseUrl = services.refuseUrl();
  }

  /// A foreign address whose incoming transfers are reported.
  ///
  /// @param skippedTransfers how many transfers were counted but not kept
  record AddressWire(
      UUID id,
      String address,
      List<String> networks,
      String webhookUrl,
      long skippedTransfers,
      Instant createdAt) {
    static AddressWire of(TrackedAddress address) {
      return new AddressWire(
          address.publicId(),
          address.address(),
          address.networks(),
          address.url(),
          address.skipped(),
          address.createdAt());
    }
  }

  /// Tracks an address. The same address again replaces the URL.
  Command add(CofferCall call, BodyFields body) {
    var address = body.required("address", body.text("address", 200), "");
    var url = body.required("webhook_url", body.text("webhook_url", 2048), "");
    if (!url.isEmpty()) refuseUrl.apply(url).ifPresent(why -> body.wrong("webhook_url", why));
    var draft =
        new TrackedAddresses.Draft(
            address, CofferApi.DIALECT, url, call.project().webhookSecretId(), Optional.empty());
    return Command.creating(
        "tracked address",
        tx -> {
          var added = addresses.add(tx, call.project(), ADDRESS, draft);
          return new Done<>(added.id(), AddressWire.of(added));
        },
        (tx, id) ->
            addresses
                .find(tx, call.project().id(), id)
                .map(AddressWire::of)
                .orElseThrow(() -> notFound(address)));
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var cursor = CursorPage.cursor(query);
    query.check();
    long project = call.project().id();
    var after =
        cursor.map(
            id ->
                addresses
                    .find(tx, project, id)
                    .map(TrackedAddress::id)
                    .orElseThrow(TrackedAddressRoutes::noPlace));
    var found = addresses.list(tx, project, after, limit + 1);
    return CursorPage.of(found, limit, it -> it.publicId().toString(), AddressWire::of);
  }

  Object get(Tx tx, CofferCall call) {
    return AddressWire.of(find(tx, call));
  }

  Object remove(Tx tx, CofferCall call) {
    var id = call.id("tracked address");
    if (addresses.remove(tx, call.project().id(), id)) return id;
    throw notFound(id.toString());
  }

  /// The transfers to one address, newest first.
  Object transfers(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var cursor = CursorPage.cursor(query);
    query.check();
    long address = find(tx, call).id();
    var before =
        cursor.map(
            id -> transfers.find(tx, address, id).orElseThrow(TrackedAddressRoutes::noPlace).id());
    var found = transfers.list(tx, address, before, limit + 1);
    return CursorPage.of(found, limit, it -> it.publicId().toString(), TrackedTransferWire::of);
  }

  private TrackedAddress find(Tx tx, CofferCall call) {
    var id = call.id("tracked address");
    return addresses.find(tx, call.project().id(), id).orElseThrow(() -> notFound(id.toString()));
  }

  private static Rejection.Refused notFound(String id) {
    return new Rejection.NotFound("tracked address", id).asException();
  }

  private static Rejection.Refused noPlace() {
    return new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
        .asException();
  }
}
