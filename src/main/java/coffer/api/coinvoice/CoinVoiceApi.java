package coffer.api.coinvoice;

/// The dialect's routes.
public final class CoinVoiceApi {
  /// What its keys, invoices and destinations are marked with.
  public static final String DIALECT = "coinvoice";

  private CoinVoiceApi() {}
}
