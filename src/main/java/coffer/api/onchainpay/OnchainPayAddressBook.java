package coffer.api.onchainpay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.merchant.AddressBook;
import coffer.core.merchant.AddressBookEntry;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The address book: foreign addresses under names of the merchant.
final class OnchainPayAddressBook {
  private static final UUID NONE = new UUID(0, 0);
  private static final int MAX_NETWORKS = 50;
  private static final int MAX_LIMIT = 1_000;
  private static final AddressBook.Fields FIELDS =
      new AddressBook.Fields(TrustedAddressRoutes.ADDRESS, new Field.At("networks"));

  private final AddressBook book;

  OnchainPayAddressBook(ApiServices services) {
    this.book = new AddressBook(services.chains(), services.clock());
  }

  /// @param comment "" if there is none
  record EntryWire(UUID id, List<String> networks, String address, String alias, String comment) {
    static EntryWire of(AddressBookEntry entry) {
      return new EntryWire(
          entry.publicId(),
          entry.networks(),
          entry.address(),
          entry.alias(),
          entry.comment().orElse(""));
    }
  }

  record PageWire(List<EntryWire> addresses, long count, long countPages, long limit, long page) {}

  Command add(OnchainPayCall call, BodyFields body) {
    var address = body.required("address", body.text("address", 200), "");
    var networks = networks(body);
    if (networks.filter(List::isEmpty).isPresent())
      body.wrong("networks", new FieldProblem.Empty());
    var names = body.required("networks", networks, List.of());
    var alias = body.required("alias", body.text("alias", 255), "");
    var draft =
        new AddressBook.Draft(address, names, alias, TextFields.text(body, "comment", 1_000));
    return Command.creating(
        "address book entry",
        tx -> {
          var entry = book.add(tx, call.project(), FIELDS, draft);
          return new Done<>(entry.id(), EntryWire.of(entry));
        },
        (tx, id) -> EntryWire.of(book.find(tx, call.project(), id).orElseThrow()));
  }

  Command change(OnchainPayCall call, BodyFields body) {
    var id = body.required("addressId", body.id("addressId"), NONE);
    var alias = TextFields.text(body, "alias", 255);
    var comment = TextFields.change(body, "comment", 1_000);
    return nothing(tx -> book.change(tx, call.project(), id, alias, comment), id);
  }

  Command remove(OnchainPayCall call, BodyFields body) {
    var id = body.required("addressId", body.id("addressId"), NONE);
    return nothing(tx -> book.remove(tx, call.project(), id), id);
  }

  /// @param run returns false if there is no such entry
  private static Command nothing(Function<Tx, Boolean> run, UUID id) {
    return Command.on(
        "address book entry",
        tx -> {
          if (run.apply(tx)) return Optional.empty();
          throw new Rejection.NotFound("address", id.toString()).asException();
        },
        _ -> Optional.empty());
  }

  /// Pages count from 1; published clients also ask for page 0, which is the same as 1.
  Function<Tx, Object> list(OnchainPayCall call, BodyFields body) {
    var networks = networks(body).filter(names -> !names.isEmpty());
    long page = Math.max(1, body.whole("page", 0, Integer.MAX_VALUE).orElse(1L));
    long limit = body.whole("limit", 1, MAX_LIMIT).orElse(10L);
    return tx -> page(tx, call.project(), networks, page, limit);
  }

  private PageWire page(
      Tx tx, Project project, Optional<List<String>> networks, long page, long limit) {
    long count = book.count(tx, project, networks);
    var found = book.page(tx, project, networks, limit, (page - 1) * limit);
    return new PageWire(
        found.stream().map(EntryWire::of).toList(),
        count,
        (count + limit - 1) / limit,
        limit,
        page);
  }

  private static Optional<List<String>> networks(BodyFields body) {
    return body.texts("networks", MAX_NETWORKS, 50)
        .map(all -> all.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }
}
