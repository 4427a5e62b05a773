package coffer.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.chain.Catalogue;
import coffer.core.chain.Catalogue.AssetEntry;
import coffer.core.chain.Catalogue.ChainEntry;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.core.money.Denomination;
import coffer.operator.TomlTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// The chains and assets of `assets.toml`, which documents its keys.
///
/// @param catalogue the available chains; chains that cannot be watched are left out
/// @param cautions warnings about assets that the operator has enabled, one line each
public record CatalogueFile(Catalogue catalogue, List<String> cautions) {
  private static final String BUNDLED = "assets.toml";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /// The keys that a sandbox does not inherit from its chain.
  private static final List<String> OWN =
      List.of(
          "title",
          "mode",
          "reference",
          "block_time",
          "finality",
          "min_depth",
          "explorer_tx",
          "watched");

  /// All problems, each with the path of its key.
  public static final class Problems extends RuntimeException {
    private final transient List<String> problems;

    Problems(List<String> problems) {
      super("the catalogue of chains and assets:\n  " + String.join("\n  ", problems));
      this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
      return problems;
    }
  }

  /// The bundled catalogue.
  public static CatalogueFile bundled() {
    return with(Map.of());
  }

  /// The bundled catalogue with the changes of other files: name → content.
  ///
  /// @throws Problems if there are any problems
  public static CatalogueFile with(Map<String, String> files) {
    var problems = new ArrayList<String>();
    var root = TomlTable.parse(BUNDLED, resource(), problems);
    files.forEach((name, toml) -> TomlTable.merge(root, TomlTable.parse(name, toml, problems)));
    return read(root, problems);
  }

  /// A catalogue that consists of the given file only.
  public static CatalogueFile of(String toml) {
    var problems = new ArrayList<String>();
    return read(TomlTable.parse("the file", toml, problems), problems);
  }

  private static CatalogueFile read(ObjectNode root, List<String> problems) {
    var reader = new Reader();
    inherit(root, problems);
    var top = new TomlTable("", root, problems);
    top.keys().forEach(name -> reader.chain(name, top.table(name)));
    if (!problems.isEmpty()) throw new Problems(problems);
    return new CatalogueFile(
        new Catalogue(List.copyOf(reader.chains)), List.copyOf(reader.cautions));
  }

  /// Copies to each sandbox the inherited keys of its chain. Assets with a caution are left out.
  private static void inherit(ObjectNode root, List<String> problems) {
    for (var entry : List.copyOf(root.properties())) {
      if (!(entry.getValue() instanceof ObjectNode sandbox)) continue;
      var of = sandbox.get("sandbox_of");
      if (of == null) continue;
      if (!(root.get(of.asString()) instanceof ObjectNode real) || real.has("sandbox_of")) {
        problems.add(entry.getKey() + ".sandbox_of: there is no chain of that name");
        root.remove(entry.getKey());
        continue;
      }
      var whole = real.deepCopy();
      whole.remove(OWN);
      if (whole.get("assets") instanceof ObjectNode assets) {
        assets.removeIf(asset -> asset.has("caution"));
        for (var asset : assets.values()) {
          if (asset instanceof ObjectNode table) table.remove("min_depth");
        }
      }
      TomlTable.merge(whole, sandbox);
      root.set(entry.getKey(), whole);
    }
  }

  private static String resource() {
    try (var stream = CatalogueFile.class.getResourceAsStream("/" + BUNDLED)) {
      if (stream == null) throw new IllegalStateException("no " + BUNDLED + " in this build");
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final Optional<BigInteger> NO_LIMIT = Optional.empty();

  /// Reads the chains, and checks the rules between them.
  private static final class Reader {
    private final List<ChainEntry> chains = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();
    private final Map<String, String> families = new HashMap<>();
    private final Map<String, String> references = new HashMap<>();

    void chain(String name, TomlTable table) {
      if (!NAME.matcher(name).matches()) table.problem("", "is not a name like bsc-testnet");
      boolean sandbox = table.maybeText("sandbox_of").isPresent();
      var network = table.text("network");
      var family = table.oneOf("family", ChainFamilies.names());
      var mode = sandbox ? Mode.TEST : Mode.of(table.oneOf("mode", "live", "test"));
      var spec = spec(table, family, sandbox);
      boolean watched = table.flag("watched", true);
      int minDepth = table.integer("min_depth", 1, 10_000);
      var chain = new Chain(0, name, network, family, mode, Optional.empty(), spec);
      var assets = assets(chain, table, minDepth);
      table.end();
      between(name, table, network, family, spec);
      if (watched) chains.add(new ChainEntry(name, network, family, mode, spec, assets));
    }

    private static Chain.Spec spec(TomlTable table, String family, boolean sandbox) {
      var reference = table.text("reference");
      var known = ChainFamilies.find(family);
      if (!reference.isEmpty() && known.filter(it -> !it.isReference(reference)).isPresent()) {
        table.problem("reference", "is not the number of a chain");
      }
      var explorer = table.maybeText("explorer_tx").orElse("");
      if (!explorer.isEmpty()
          && !(explorer.startsWith("https://") && explorer.contains("{txid}"))) {
        table.problem("explorer_tx", "is not an https address with {txid}");
      }
      return new Chain.Spec(
          table.text("title"),
          reference,
          table.duration("block_time"),
          finality(table, sandbox),
          explorer,
          sandbox);
    }

    private static Finality finality(TomlTable table, boolean sandbox) {
      if (!table.isText("finality"))
        return new Finality.Depth(table.integer("finality", 1, 10_000));
      table.oneOf("finality", "tag");
      if (sandbox) table.problem("finality", "of a sandbox is a number of confirmations");
      return new Finality.Tag();
    }

    /// Checks that a network has one family only, and that no chain is listed twice.
    private void between(
        String name, TomlTable table, String network, String family, Chain.Spec spec) {
      var other = families.putIfAbsent(network, family);
      if (other != null && !other.equals(family)) {
        table.problem("family", "of the network " + network + " is " + other + " elsewhere");
      }
      // There may be several regtest chains: each is local.
      if (spec.reference().isEmpty() || spec.reference().equals("bcrt")) return;
      var twin = references.putIfAbsent(family + " " + spec.reference(), name);
      if (twin != null) table.problem("reference", "is that of " + twin);
    }

    private List<AssetEntry> assets(Chain chain, TomlTable table, int minDepth) {
      var assets = new ArrayList<AssetEntry>();
      var all = table.table("assets");
      all.keys().forEach(code -> assets.add(asset(chain.name(), code, all.table(code), minDepth)));
      long coins = assets.stream().filter(asset -> asset.contract().isEmpty()).count();
      if (coins != 1) all.problem("", "exactly one asset has no contract, not " + coins);
      Set<String> contracts = new HashSet<>();
      for (var asset : assets) {
        // Checked here, because a contract can no longer be changed once it is in the database.
        asset
            .contract()
            .filter(contract -> !isAddress(contract, chain))
            .ifPresent(
                _ -> all.problem(asset.code() + ".contract", "is no address, or has a slip in it"));
        asset
            .contract()
            .filter(contract -> !contracts.add(contract.toLowerCase(Locale.ROOT)))
            .ifPresent(
                contract -> all.problem(asset.code() + ".contract", "is that of another asset"));
      }
      return List.copyOf(assets);
    }

    private static boolean isAddress(String text, Chain chain) {
      return ChainFamilies.find(chain.family())
          .map(family -> family.addresses().parse(text, chain).isPresent())
          .orElse(true);
    }

    private AssetEntry asset(String chain, String code, TomlTable table, int chainMinDepth) {
      if (!Denomination.isCode(code)) table.problem("", "is not a code like USDT");
      int decimals = table.integer("decimals", 0, 36);
      int precision = table.integer("precision", 0, 8);
      if (precision > decimals) table.problem("precision", "is more than the decimals");
      var percent = table.decimal("slack_percent");
      if (percent.scale() > 6 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
        table.problem("slack_percent", "is not a percentage of at most 6 decimals");
      }
      boolean enabled = table.flag("enabled", true);
      var caution = table.maybeText("caution");
      var entry =
          new AssetEntry(
              code,
              table.maybeText("contract"),
              decimals,
              precision,
              units(table, "slack", decimals),
              percent,
              units(table, "dust", decimals),
              units(table, "min", decimals),
              table.has("min_depth") ? table.integer("min_depth", 1, 10_000) : chainMinDepth,
              confirmations(table, decimals),
              enabled);
      table.end();
      if (enabled) {
        caution.ifPresent(why -> cautions.add(code + " on " + chain + " is enabled, but " + why));
      }
      return entry;
    }

    private static Confirmations confirmations(TomlTable table, int decimals) {
      var tiers = new ArrayList<Confirmations.Tier>();
      for (var tier : table.tables("confirmations")) {
        var upTo = tier.has("up_to") ? Optional.of(units(tier, "up_to", decimals)) : NO_LIMIT;
        tiers.add(new Confirmations.Tier(upTo, tier.integer("depth", 1, 1000)));
        tier.end();
      }
      try {
        return new Confirmations(tiers);
      } catch (IllegalArgumentException e) {
        table.problem("confirmations", String.valueOf(e.getMessage()));
        return Confirmations.BY_FINALITY;
      }
    }

    private static BigInteger units(TomlTable table, String key, int decimals) {
      var units = table.decimal(key).movePointRight(decimals).stripTrailingZeros();
      if (units.scale() <= 0) return units.toBigIntegerExact();
      table.problem(key, "has more decimals than the asset");
      return BigInteger.ZERO;
    }
  }
}
