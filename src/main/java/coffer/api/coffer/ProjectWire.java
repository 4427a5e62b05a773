package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.chain.Chains;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A project and its settings.
///
/// @param returnUrl URL for payers who have finished
/// @param failUrl URL for payers who leave without a payment
/// @param settlement the asset of a dialect that supports only one
/// @param frameOrigins pages that may show payment pages in a frame
/// @param supportUrl the merchant's contact on payment pages
/// @param supportEmail the same
/// @param accentColor of buttons and links on payment pages
/// @param logoUrl of the picture on payment pages
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
    Optional<String> failUrl,
    Optional<Name> settlement,
    List<String> frameOrigins,
    Optional<String> supportUrl,
    Optional<String> supportEmail,
    Optional<String> accentColor,
    Optional<String> logoUrl,
    List<Cap> unconfirmed) {

  /// An asset as the merchant wrote it.
  record Name(String asset, String network) {}

  /// @param upTo in whole coins
  record Cap(String asset, String network, String upTo) {}

  static ProjectWire of(
      Project project,
      Settings settings,
      Optional<String> logo,
      List<Settings.Cap> caps,
      Chains chains) {
    return new ProjectWire(
        project.publicId(),
        project.name(),
        project.mode().text(),
        settings.accepts().stream().map(ProjectWire::name).toList(),
        ValueFormats.plain(settings.tolerancePercent()),
        settings.acceptDepth(),
        settings.lifetime().toSeconds(),
        settings.quoteLifetime().toSeconds(),
        settings.monitoring().toSeconds(),
        settings.returnUrl(),
        settings.failUrl(),
        settings.settlement().map(ProjectWire::name),
        settings.frameOrigins(),
        settings.support().url(),
        settings.support().email(),
        settings.look().accent(),
        logo,
        caps.stream().map(cap -> cap(cap, chains)).toList());
  }

  private static Name name(String text) {
    var parts = text.split(":", 2);
    return new Name(parts[0], parts[1]);
  }

  private static Cap cap(Settings.Cap cap, Chains chains) {
    var asset = cap.asset();
    var coins = new BigDecimal(cap.units(), asset.decimals());
    return new Cap(asset.code(), chains.chainOf(asset).name(), ValueFormats.plain(coins));
  }
}
