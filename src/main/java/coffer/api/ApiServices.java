package coffer.api;

import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.payment.Orphans;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.db.Db;
import coffer.db.Tx;
import coffer.http.Authenticator;
import coffer.http.Health;
import coffer.http.Idempotency;
import coffer.webhook.Deliveries;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What the routes of every dialect use.
///
/// @param db with the connections for requests
/// @param refuseUrl why no webhook will ever be sent to a URL; empty = it may be
/// @param testWallets gives an organization a wallet for testing where it has none
/// @param health requests that wait ask it whether the server stops
/// @param clock of the database
/// @param publicUrl of this server, without a slash at its end
public record ApiServices(
    Db db,
    Authenticator authenticator,
    Idempotency idempotency,
    Merchants merchants,
    Keys keys,
    Chains chains,
    Wallets wallets,
    Rates rates,
    Invoices invoices,
    Orphans orphans,
    Deliveries deliveries,
    Function<String, Optional<String>> refuseUrl,
    SandboxControls sandbox,
    BiConsumer<Tx, Organization> testWallets,
    Health health,
    InstantSource clock,
    String publicUrl) {}
