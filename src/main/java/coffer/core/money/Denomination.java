package coffer.core.money;

import java.util.regex.Pattern;

/// The currency of a price: the code of a fiat currency or of a coin. Its amounts have [#DECIMALS]
/// decimals, whatever the decimals of the coin on its chains.
///
/// @param code 2 to 12 capital letters and digits
public record Denomination(String code) implements Currency {
  public static final int DECIMALS = 8;
  private static final Pattern CODE = Pattern.compile("[A-Z0-9]{2,12}");

  public Denomination {
    if (!isCode(code)) throw new IllegalArgumentException("not a currency code: " + code);
  }

  public static boolean isCode(String code) {
    return CODE.matcher(code).matches();
  }

  @Override
  public int decimals() {
    return DECIMALS;
  }

  @Override
  public String toString() {
    return code;
  }
}
