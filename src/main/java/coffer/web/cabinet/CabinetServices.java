package coffer.web.cabinet;

import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.payment.Orphans;
import coffer.core.rate.Rates;
import coffer.core.user.OneTimeCodes;
import coffer.core.user.Passkeys;
import coffer.core.user.Passwords;
import coffer.core.user.Users;
import coffer.core.wallet.Wallets;
import coffer.db.Db;
import coffer.http.RequestLog;
import coffer.webhook.Deliveries;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// What the pages of the cabinet are made of.
///
/// @param keyKinds the kinds of keys that projects of a mode can have
/// @param chainTroubles one line for each chain of a mode that has a problem
/// @param requestLog what the log of requests keeps
public record CabinetServices(
    Db db,
    Users users,
    Passwords passwords,
    OneTimeCodes codes,
    Passkeys passkeys,
    Merchants merchants,
    Keys keys,
    Invoices invoices,
    Orphans orphans,
    Rates rates,
    Chains chains,
    Wallets wallets,
    Deliveries deliveries,
    URI publicUrl,
    Function<Mode, List<KeyKind>> keyKinds,
    Function<Mode, List<String>> chainTroubles,
    RequestLog.Limits requestLog,
    InstantSource clock) {

  /// A kind of key that a page can create.
  ///
  /// @param dialect the API that it is for: `coinvoice`
  /// @param title name of that API for people
  public record KeyKind(String dialect, String title, ApiKey.Kind kind, KeyShape shape) {}

  boolean https() {
    return "https".equals(publicUrl.getScheme());
  }
}
