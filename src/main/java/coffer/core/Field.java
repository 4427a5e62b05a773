package coffer.core;

import java.util.Locale;

/// What a rejection is about. The core has terms of its own, grouped by the requests that have
/// them. Each dialect puts the groups of its own requests into the names of its fields by
/// exhaustive switches, so that no error names a field that nobody sent.
public sealed interface Field {

  /// A name for commands that are typed, and for terms that a dialect has no request for.
  String text();

  /// A place in the request.
  ///
  /// @param path as the request names it: `options[0].asset`; only the reader of the request knows
  ///     it
  record At(String path) implements Field {
    @Override
    public String text() {
      return path;
    }
  }

  /// @param index in the list that the command was given, from 0
  record Item(Field list, int index) implements Field {
    @Override
    public String text() {
      return list.text() + "[" + index + "]";
    }
  }

  /// Of an invoice that is to be made or quoted.
  enum Invoice implements Field {
    /// what it asks for
    PRICE,
    /// in which it is to be paid
    ASSET,
    /// the assets that a payer may choose from
    OPTIONS,
    /// until it expires
    LIFETIME,
    /// how long after that money still counts
    MONITORING;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// Of requests of any kind.
  enum Request implements Field {
    IDEMPOTENCY_KEY,
    /// where the page before ended
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
    UNCONFIRMED;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// Of a destination for events.
  enum Webhook implements Field {
    WEBHOOK_URL,
    WEBHOOK_TYPES;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// What the operator makes: organizations, keys, wallets.
  enum Admin implements Field {
    /// of an organization, a project or a key
    NAME,
    OPERATOR,
    PROJECT,
    SCOPES,
    ORIGINS,
    FAMILY,
    /// an account's public key, or a descriptor with it
    XPUB;

    @Override
    public String text() {
      return lower(this);
    }
  }

  /// What may be done to simulated chains.
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
