package coffer.core;

import java.util.Locale;

/// What a rejection is about. The core has its own names for fields, grouped by the requests that
/// have them. Each dialect maps the groups of its requests to its own field names, with exhaustive
/// switches, so that no error names a field that the client did not send.
public sealed interface Field {

  /// The name for commands that people type, and for fields that no request of a dialect has.
  String text();

  /// A place in the request.
  ///
  /// @param path as in the request: `options[0].asset`; only the reader of the request knows it
  record At(String path) implements Field {
    @Override
    public String text() {
      return path;
    }
  }

  /// One item of a list.
  ///
  /// @param index in the list that was passed to the command, from 0
  record Item(Field list, int index) implements Field {
    @Override
    public String text() {
      return list.text() + "[" + index + "]";
    }
  }

  /// Of a command that creates or quotes an invoice.
  enum Invoice implements Field {
    /// the amount that the invoice asks for
    PRICE,
    /// the asset to pay in
    ASSET,
    /// the assets that a payer may choose from
    OPTIONS,
    /// the time until the invoice expires
    LIFETIME,
    /// the time after expiry in which money still counts
    MONITORING,
    /// the customer whom the invoice is for
    CUSTOMER;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// Of requests of any kind.
  enum Request implements Field {
    IDEMPOTENCY_KEY,
    /// where the previous page ended
    CURSOR,
    /// the last event that the reader has
    AFTER;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// A project's settings.
  enum Project implements Field {
    ACCEPTS,
    SETTLEMENT,
    RETURN_URL,
    FAIL_URL,
    FRAME_ORIGINS,
    SUPPORT_URL,
    SUPPORT_EMAIL,
    ACCENT_COLOR,
    LOGO,
    UNCONFIRMED;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// Of a webhook destination.
  enum Webhook implements Field {
    WEBHOOK_URL,
    WEBHOOK_TYPES;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// Of what the operator creates: organizations, keys, wallets.
  enum Admin implements Field {
    /// of an organization, a project or a key
    NAME,
    OPERATOR,
    /// why an organization is blocked
    REASON,
    PROJECT,
    SCOPES,
    ORIGINS,
    FAMILY,
    /// the extended public key of an account, or a descriptor that contains it
    XPUB;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// Of commands on simulated chains.
  enum Sandbox implements Field {
    /// what a simulated transaction pays
    OUTPUTS,
    OUTPUT_ASSET,
    OUTPUT_AMOUNT,
    BLOCKS,
    DEPTH,
    NETWORK,
    TXID,
    SPENDS,
    /// the time of a simulated block
    AT;

    @Override
    public String text() {
      return lower(this);
    }
  }

  private static String lower(Enum<?> term) {
    return term.name().toLowerCase(Locale.ROOT);
  }
}
