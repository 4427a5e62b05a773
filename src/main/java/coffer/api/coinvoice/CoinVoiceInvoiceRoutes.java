package coffer.api.coinvoice;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Rejection;
import coffer.core.invoice.Invoices;
import coffer.core.listing.InvoicesByPage;
import coffer.core.listing.InvoicesByPage.Order;
import coffer.core.listing.InvoicesByPage.Slice;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The routes `/invoices`.
final class CoinVoiceInvoiceRoutes {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  private final Invoices invoices;
  private final InvoicesByPage slices;
  private final SettlementAsset settlement;
  private final Function<String, Optional<String>> refuseUrl;

  CoinVoiceInvoiceRoutes(ApiServices services) {
    this.invoices = services.invoices();
    this.slices = new InvoicesByPage(services.chains(), services.clock());
    this.settlement = new SettlementAsset(services.chains());
    this.refuseUrl = services.refuseUrl();
  }

  Command create(CoinVoiceCall call, BodyFields body) {
    var wanted = CoinVoiceInvoiceRequest.read(body, refuseUrl);
    return Command.creating(
        "invoice",
        tx -> {
          var command = wanted.command(settlement.of(call.project()));
          var created = invoices.create(tx, call.project(), command);
          return new Done<>(created.id(), CoinVoiceInvoiceWire.of(created.view()));
        },
        (tx, id) -> CoinVoiceInvoiceWire.of(invoices.view(tx, id)));
  }

  Object get(Tx tx, CoinVoiceCall call) {
    var id = call.ctx().pathParam("id");
    return Optional.of(id)
        .filter(text -> ID.matcher(text).matches())
        .flatMap(code -> find(tx, call, code))
        .map(row -> CoinVoiceInvoiceWire.of(invoices.view(tx, row)))
        .orElseThrow(() -> new Rejection.NotFound("invoice", id).asException());
  }

  private Optional<Long> find(Tx tx, CoinVoiceCall call, String code) {
    var project = call.project();
    return invoices.findByCode(tx, project.organizationId(), Optional.of(project.id()), code);
  }

  Object list(Tx tx, CoinVoiceCall call) {
    var query = call.query();
    var state = query.choice("status", CoinVoiceStatus.WORDS);
    int limit = Math.toIntExact(query.capped("limit", 1, MAX_LIMIT, DEFAULT_LIMIT));
    long offset = query.whole("offset", 0, Integer.MAX_VALUE, 0);
    query.check();
    var slice =
        new Slice(
            state.map(CoinVoiceStatus::stages).orElse(Set.of()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Order.CREATED,
            true,
            limit,
            offset);
    var found = slices.find(tx, call.project().id(), slice);
    var page = found.views().stream().map(CoinVoiceInvoiceWire::of).toList();
    return new CoinVoiceInvoiceWire.PageWire(page, found.total(), limit, offset);
  }
}
