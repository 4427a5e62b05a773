package coffer.api.coffer;

import coffer.core.chain.Chains;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A shop and its settings.
record ProjectWire(
    UUID id,
    String name,
    String mode,
    List<Name> accepts,
    String tolerancePercent,
    Optional<Integer> confirmations,
    long expiresIn,
    long quoteSeconds,
    long monitorSeconds,
    Optional<String> returnUrl,
    List<Cap> unconfirmed) {

  /// An asset, as the merchant named it.
  record Name(String asset, String network) {}

  /// @param upTo in coins
  record Cap(String asset, String network, String upTo) {}

  static ProjectWire of(Project project, Settings settings, Chains chains) {
    return new ProjectWire(
        project.publicId(),
        project.name(),
        project.mode().text(),
        settings.accepts().stream().map(ProjectWire::name).toList(),
        Texts.plain(settings.tolerancePercent()),
        settings.acceptDepth(),
        settings.lifetime().toSeconds(),
        settings.quoteLifetime().toSeconds(),
        settings.monitoring().toSeconds(),
        settings.returnUrl(),
        settings.caps().stream().map(cap -> cap(cap, chains)).toList());
  }

  private static Name name(String text) {
    var parts = text.split(":", 2);
    return new Name(parts[0], parts[1]);
  }

  private static Cap cap(Settings.Cap cap, Chains chains) {
    var asset = cap.asset();
    var coins = new BigDecimal(cap.units(), asset.decimals());
    return new Cap(asset.code(), chains.chainOf(asset).name(), Texts.plain(coins));
  }
}
