package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.merchant.AddressBook;
import coffer.core.merchant.AddressBookEntry;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.Idempotency.Done;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The routes `/address-book`.
final class AddressBookRoutes {
  private static final int MAX_NETWORKS = 50;
  private static final AddressBook.Fields FIELDS =
      new AddressBook.Fields(new Field.At("address"), new Field.At("networks"));

  private final AddressBook book;

  AddressBookRoutes(ApiServices services) {
    this.book = new AddressBook(services.chains(), services.clock());
  }

  /// A foreign address under a name of the project.
  record EntryWire(
      UUID id,
      String address,
      List<String> networks,
      String alias,
      Optional<String> comment,
      Instant createdAt) {
    static EntryWire of(AddressBookEntry entry) {
      return new EntryWire(
          entry.publicId(),
          entry.address(),
          entry.networks(),
          entry.alias(),
          entry.comment(),
          entry.createdAt());
    }
  }

  Command add(CofferCall call, BodyFields body) {
    var address = body.required("address", body.text("address", 200), "");
    var networks =
        body.texts("networks", MAX_NETWORKS, 40)
            .map(all -> all.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    if (networks.filter(List::isEmpty).isPresent())
      body.wrong("networks", new FieldProblem.Empty());
    var names = body.required("networks", networks, List.of());
    var alias = body.required("alias", body.text("alias", 255), "");
    var draft = new AddressBook.Draft(address, names, alias, body.text("comment", 1_000));
    return Command.creating(
        "address book entry",
        tx -> {
          var entry = book.add(tx, call.project(), FIELDS, draft);
          return new Done<>(entry.id(), EntryWire.of(entry));
        },
        (tx, id) -> EntryWire.of(book.find(tx, call.project(), id).orElseThrow()));
  }

  Object list(Tx tx, CofferCall call) {
    var query = call.query();
    var limit = CursorPage.limit(query);
    var cursor = CursorPage.cursor(query);
    query.check();
    var after = cursor.map(id -> place(tx, call, id));
    var found = book.list(tx, call.project(), after, limit + 1);
    return CursorPage.of(found, limit, it -> it.publicId().toString(), EntryWire::of);
  }

  private long place(Tx tx, CofferCall call, UUID id) {
    return book.find(tx, call.project(), id)
        .map(AddressBookEntry::id)
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
                    .asException());
  }

  Object get(Tx tx, CofferCall call) {
    var id = call.id("address");
    return book.find(tx, call.project(), id)
        .map(EntryWire::of)
        .orElseThrow(() -> new Rejection.NotFound("address", id.toString()).asException());
  }

  Command change(CofferCall call, BodyFields body) {
    var alias = body.text("alias", 255);
    var comment = CustomerRoutes.change(body, "comment", 1_000);
    return Command.on(
        "address book entry",
        tx -> {
          book.change(tx, call.project(), call.id("address"), alias, comment);
          return get(tx, call);
        },
        tx -> get(tx, call));
  }

  Object remove(Tx tx, CofferCall call) {
    var id = call.id("address");
    if (book.remove(tx, call.project(), id)) return id;
    throw new Rejection.NotFound("address", id.toString()).asException();
  }
}
