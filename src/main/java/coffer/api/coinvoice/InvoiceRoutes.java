package coffer.api.coinvoice;

import coffer.api.Desk.Work;
import coffer.api.Fields;
import coffer.core.Rejection;
import coffer.core.invoice.InvoiceSlices;
import coffer.core.invoice.InvoiceSlices.Order;
import coffer.core.invoice.InvoiceSlices.Slice;
import coffer.core.invoice.Invoices;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// `/invoices`.
final class InvoiceRoutes {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
  private static final int USUAL_LIMIT = 50;
  private static final int MOST_LIMIT = 200;

  private final Invoices invoices;
  private final InvoiceSlices slices;
  private final Settlement settlement;
  private final Function<String, Optional<String>> refuseUrl;

  InvoiceRoutes(CoinVoiceApi.Services services) {
    this.invoices = services.invoices();
    this.slices = new InvoiceSlices(services.chains(), services.clock());
    this.settlement = new Settlement(services.chains());
    this.refuseUrl = services.refuseUrl();
  }

  Work create(Call call, Fields body) {
    var wanted = InvoiceBody.read(body, refuseUrl);
    return Work.making(
        "invoice",
        tx -> {
          var command = wanted.command(settlement.of(call.project()));
          var created = invoices.create(tx, call.project(), command);
          return new Done<>(created.id(), InvoiceWire.of(created.view()));
        },
        (tx, id) -> InvoiceWire.of(invoices.view(tx, id)));
  }

  Object get(Tx tx, Call call) {
    var id = call.ctx().pathParam("id");
    return Optional.of(id)
        .filter(text -> ID.matcher(text).matches())
        .flatMap(code -> find(tx, call, code))
        .map(row -> InvoiceWire.of(invoices.view(tx, row)))
        .orElseThrow(() -> new Rejection.NotFound("invoice", id).asException());
  }

  private Optional<Long> find(Tx tx, Call call, String code) {
    var project = call.project();
    return invoices.findByCode(tx, project.organizationId(), Optional.of(project.id()), code);
  }

  Object list(Tx tx, Call call) {
    var query = call.query();
    var state = query.choice("status", State.WORDS);
    int limit = Math.toIntExact(query.capped("limit", 1, MOST_LIMIT, USUAL_LIMIT));
    long offset = query.whole("offset", 0, Integer.MAX_VALUE, 0);
    query.check();
    var slice =
        new Slice(
            state.map(State::stages).orElse(Set.of()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Order.CREATED,
            true,
            limit,
            offset);
    var found = slices.find(tx, call.project().id(), slice);
    var page = found.views().stream().map(InvoiceWire::of).toList();
    return new InvoiceWire.PageWire(page, found.total(), limit, offset);
  }
}
