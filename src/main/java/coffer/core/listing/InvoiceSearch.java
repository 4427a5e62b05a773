package coffer.core.listing;

import coffer.core.PlainText;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceIds;
import coffer.core.invoice.InvoiceStore;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceViews;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// Finds invoices by what people have at hand: an order, an id, a transaction, an address. The text
/// must be whole; each kind of text is looked up in an index.
public final class InvoiceSearch {
  /// The most invoices that a search returns.
  public static final int MAX_RESULTS = 50;

  /// The longest text that can be found.
  public static final int MAX_LENGTH = 255;

  private static final Pattern CODE = Pattern.compile("(in_)?[0-9a-fA-F]{12,13}");
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
    try {
      return ids.find(tx, project.id(), UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
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
