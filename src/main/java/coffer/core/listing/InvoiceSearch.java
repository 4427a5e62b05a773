package coffer.core.listing;

import coffer.core.PlainText;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceIds;
import coffer.core.invoice.InvoiceStore;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceViews;
import coffer.core.invoice.Status;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// Finds invoices by what people have at hand: an order, an id, a transaction, an address, an
/// amount, the id or the e-mail address of a customer. The text must be whole; each kind of text is
/// looked up in an index.
public final class InvoiceSearch {
  /// The most invoices that a search returns.
  public static final int MAX_RESULTS = 50;

  /// The most customers with one e-mail address, the newest ones.
  private static final int MAX_CUSTOMERS = 20;

  /// The longest text that can be found.
  public static final int MAX_LENGTH = 255;

  private static final Pattern CODE = Pattern.compile("(in_)?[0-9a-fA-F]{12,13}");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,18}([.,]\\d{1,18})?");
  private static final Pattern TXID = Pattern.compile("(0x)?[0-9a-fA-F]{64}");

  private final Chains chains;
  private final InvoiceStore store;
  private final InvoiceViews views;
  private final InvoiceIds ids = new InvoiceIds();
  private final InstantSource clock;

  public InvoiceSearch(Chains chains, InstantSource clock) {
    this.chains = chains;
    this.store = new InvoiceStore(chains);
    this.views = new InvoiceViews(chains);
    this.clock = clock;
  }

  /// The project's invoices that the text names, newest first.
  public List<InvoiceView> find(Tx tx, Project project, String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || !PlainText.isLine(text)) return List.of();
    var found = new LinkedHashSet<Long>(ofOrder(tx, project, text));
    ofId(tx, project, text).ifPresent(found::add);
    if (TXID.matcher(text).matches()) found.addAll(ofTransaction(tx, project, text));
    found.addAll(atAddress(tx, project, text));
    found.addAll(ofCustomers(tx, project, text));
    if (AMOUNT.matcher(text).matches()) {
      var amount = new BigDecimal(text.replace(',', '.'));
      found.addAll(ofAmount(tx, project, "fiat", amount));
      found.addAll(ofAmount(tx, project, "coin", amount));
    }
    var now = clock.instant();
    return store.load(tx, found).stream()
        .map(loaded -> views.view(loaded, loaded.standing(now), now))
        .sorted((a, b) -> b.createdAt().compareTo(a.createdAt()))
        .limit(MAX_RESULTS)
        .toList();
  }

  private static List<Long> ofOrder(Tx tx, Project project, String order) {
    return tx.list(
        """
        SELECT id FROM invoice WHERE project_id = ? AND order_id = ?
        ORDER BY created_at DESC, id DESC LIMIT ?
        """,
        row -> row.number("id"),
        project.id(),
        order,
        MAX_RESULTS);
  }

  private Optional<Long> ofId(Tx tx, Project project, String text) {
    if (CODE.matcher(text).matches()) {
      var code = text.toLowerCase(Locale.ROOT).replace("in_", "");
      return ids.findByCode(tx, project.organizationId(), Optional.of(project.id()), code);
    }
    if (!UUID_TEXT.matcher(text).matches()) return Optional.empty();
    return ids.find(tx, project.id(), UUID.fromString(text));
  }

  /// The text is the id that the merchant gave the customer, or an e-mail address in any case.
  private static List<Long> ofCustomers(Tx tx, Project project, String text) {
    return tx.list(
        """
        SELECT i.id FROM (
          (SELECT id FROM customer WHERE project_id = ? AND client_id = ?)
          UNION (SELECT id FROM customer WHERE project_id = ? AND lower(email) = lower(?)
            ORDER BY id DESC LIMIT ?)) c,
          LATERAL (SELECT id, created_at FROM invoice WHERE customer_id = c.id
            ORDER BY created_at DESC, id DESC LIMIT ?) i
        ORDER BY i.created_at DESC, i.id DESC LIMIT ?
        """,
        row -> row.number("id"),
        project.id(),
        text,
        project.id(),
        text,
        MAX_CUSTOMERS,
        MAX_RESULTS,
        MAX_RESULTS);
  }

  /// Steps through the index of each status, as lists do.
  ///
  /// @param column of the price, or of the amount due in the coin of the latest quote
  private static List<Long> ofAmount(Tx tx, Project project, String column, BigDecimal amount) {
    return tx.list(
        """
        SELECT i.id FROM unnest(?::text[]) AS wanted (status), generate_series(0, 2) AS paid (progress),
          LATERAL (SELECT id FROM invoice WHERE project_id = ? AND status = wanted.status
            AND progress = paid.progress AND %s = ? ORDER BY id DESC LIMIT ?) i
        ORDER BY i.id DESC LIMIT ?
        """
            .formatted(column),
        row -> row.number("id"),
        new Arr("text", List.of(Status.values())),
        project.id(),
        amount,
        MAX_RESULTS,
        MAX_RESULTS);
  }

  /// Chains write the id of a transaction with or without `0x`.
  private static List<Long> ofTransaction(Tx tx, Project project, String text) {
    var digits = text.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
    return tx.list(
        """
        SELECT DISTINCT invoice_id AS id FROM movement
        WHERE chain_id = ANY (ARRAY(SELECT id FROM chain WHERE mode = ?)) AND txid = ANY (?)
          AND project_id = ? AND invoice_id IS NOT NULL LIMIT ?
        """,
        row -> row.number("id"),
        project.mode().text(),
        new Arr("text", List.of(digits, "0x" + digits)),
        project.id(),
        MAX_RESULTS);
  }

  private Set<Long> atAddress(Tx tx, Project project, String text) {
    var found = new LinkedHashSet<Long>();
    for (var chain : chains.all()) {
      if (chain.mode() != project.mode() || !visible(chain, project)) continue;
      var address = chains.format(chain).parse(text, chain);
      address.ifPresent(it -> found.addAll(assigned(tx, project, chain, it)));
    }
    return found;
  }

  private static boolean visible(Chain chain, Project project) {
    return chain.organizationId().map(id -> id == project.organizationId()).orElse(true);
  }

  private static List<Long> assigned(Tx tx, Project project, Chain chain, Address address) {
    return tx.list(
        """
        SELECT s.invoice_id AS id FROM watched_address w JOIN assignment s ON s.address_id = w.id
        WHERE w.family = ? AND w.address = ? AND w.wallet_id IS NOT NULL AND s.project_id = ?
          AND s.invoice_id IS NOT NULL ORDER BY s.id DESC LIMIT ?
        """,
        row -> row.number("id"),
        chain.family(),
        address.bytes(),
        project.id(),
        MAX_RESULTS);
  }
}
