package coffer.core;

import java.util.Locale;

/// What a refusal is about. The core has terms of its own; each dialect has one exhaustive switch
/// that puts them into the names of its requests, so that no error names a field that nobody sent.
public sealed interface Field {

  /// A name for commands that are typed, and for terms that a dialect has no request for.
  String text();

  /// A place in the request.
  ///
  /// @param path as the request names it: `options[0].asset`; only who read the request knows it
  record At(String path) implements Field {
    @Override
    public String text() {
      return path;
    }
  }

  /// @param index in the list that the command was given, from 0
  record Item(Term list, int index) implements Field {
    @Override
    public String text() {
      return list.text() + "[" + index + "]";
    }
  }

  enum Term implements Field {
    /// what an invoice asks for
    PRICE,
    /// in which an invoice is to be paid
    ASSET,
    /// the assets that a payer may choose from
    OPTIONS,
    /// until an invoice expires
    LIFETIME,
    /// how long after that money still counts
    MONITORING,
    IDEMPOTENCY_KEY,
    /// where the page before ended
    CURSOR,
    /// the last event that the reader has
    AFTER,
    ACCEPTS,
    SETTLEMENT,
    RETURN_URL,
    FAIL_URL,
    UNCONFIRMED,
    /// where events are told
    WEBHOOK_URL,
    WEBHOOK_TYPES,
    /// of an organization, a project or a key
    NAME,
    OPERATOR,
    PROJECT,
    SCOPES,
    ORIGINS,
    FAMILY,
    /// an account's public key, or a descriptor with it
    XPUB,
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
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
