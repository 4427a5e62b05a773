package coffer.api;

import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.payment.Orphans;
import coffer.core.rate.Rates;
import coffer.core.user.Passwords;
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

/// The services that the routes of all dialects use.
///
/// @param db the connection pool for requests
/// @param refuseUrl returns why webhooks can never be sent to a URL; empty = they can
/// @param testWallets gives an organization a test wallet if it has none
/// @param passwords computes the hashes of all requests, a few at once
/// @param health tells a waiting request whether the server is stopping
/// @param clock the clock of the database
/// @param publicUrl URL of this server, without a slash at the end
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
    Customers customers,
    DepositAddresses depositAddresses,
    TopUpAddresses topUpAddresses,
    Deliveries deliveries,
    Function<String, Optional<String>> refuseUrl,
    SandboxControls sandbox,
    BiConsumer<Tx, Organization> testWallets,
    Passwords passwords,
    Health health,
    InstantSource clock,
    String publicUrl) {}
