package coffer.api.itispay;

/// The dialect: its routes.
public final class ItIsPayApi {
  /// What its keys, invoices and destinations are marked with.
  public static final String DIALECT = "itispay";

  private ItIsPayApi() {}
}
