package coffer.core.merchant;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The colour of buttons and links on payment pages. The merchant chooses one for light pages; the
/// one for dark pages follows from it.
///
/// @param rgb 0 to 0xffffff
public record AccentColor(int rgb) {
  /// The least contrast of text (WCAG 2.2, 1.4.3).
  public static final double LEAST_CONTRAST = 4.5;

  private static final AccentColor WHITE = new AccentColor(0xffffff);
  private static final AccentColor BLACK = new AccentColor(0);

  /// The darkest ground of a light page, and the lightest of a dark one, on which text has the
  // colour.
  private static final AccentColor LIGHT_GROUND = new AccentColor(0xf3f5f8);

  private static final AccentColor DARK_GROUND = new AccentColor(0x1a2230);
  private static final AccentColor DARK_INK = new AccentColor(0x0b0f17);
  private static final double STEP = 1 / 64.0;
  private static final Pattern TEXT = Pattern.compile("#[0-9a-fA-F]{6}");

  /// The colours that a page needs.
  ///
  /// @param strong of what the pointer is on
  /// @param on of text on the accent
  /// @param wash of the ground behind what is chosen
  public record Palette(AccentColor accent, AccentColor strong, AccentColor on, AccentColor wash) {
    /// The least contrast of any text in these colours.
    public double contrast(AccentColor ground) {
      return List.of(
              accent.contrast(ground),
              accent.contrast(wash),
              strong.contrast(wash),
              on.contrast(accent),
              on.contrast(strong))
          .stream()
          .min(Double::compare)
          .orElseThrow();
    }
  }

  /// Reads `#2f55d4`.
  public static Optional<AccentColor> parse(String text) {
    return TEXT.matcher(text).matches()
        ? Optional.of(new AccentColor(Integer.parseInt(text.substring(1), 16)))
        : Optional.empty();
  }

  /// `#2f55d4`.
  public String text() {
    return String.format(Locale.ROOT, "#%06x", rgb);
  }

  /// On light pages.
  public Palette light() {
    return new Palette(this, mixed(BLACK, 0.18), WHITE, WHITE.mixed(this, 0.08));
  }

  /// On dark pages: the same hue, as light as it needs to be.
  public Palette dark() {
    var wash = DARK_GROUND.mixed(this, 0.12);
    var accent = this;
    for (double part = 0; part < 1; part += STEP) {
      accent = mixed(WHITE, part);
      var palette = new Palette(accent, accent.mixed(WHITE, 0.3), DARK_INK, wash);
      if (palette.contrast(DARK_GROUND) >= LEAST_CONTRAST) return palette;
    }
    return new Palette(WHITE, WHITE, DARK_INK, wash);
  }

  /// Whether text in this colour, and white text on it, can be read on light pages.
  public boolean readable() {
    return light().contrast(LIGHT_GROUND) >= LEAST_CONTRAST;
  }

  /// The nearest colour of the same hue that is [#readable].
  public AccentColor nearest() {
    for (double part = 0; part < 1; part += STEP) {
      var darker = mixed(BLACK, part);
      if (darker.readable()) return darker;
    }
    return BLACK;
  }

  /// @param part of the other colour, 0 to 1
  private AccentColor mixed(AccentColor other, double part) {
    int mixed = 0;
    for (int shift : new int[] {16, 8, 0}) {
      mixed |= (int) Math.round(channel(shift) * (1 - part) + other.channel(shift) * part) << shift;
    }
    return new AccentColor(mixed);
  }

  private int channel(int shift) {
    return rgb >> shift & 0xff;
  }

  /// The contrast ratio of WCAG, 1 to 21.
  double contrast(AccentColor other) {
    double one = luminance();
    double two = other.luminance();
    return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  }

  private double luminance() {
    return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0);
  }

  private double linear(int shift) {
    double value = channel(shift) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
