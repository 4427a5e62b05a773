package coffer.core.merchant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.Cidr;
import coffer.core.Rejection;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import coffer.db.Vault;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final KeyShape SHAPE = KeyShape.letters("shop_");
  private static final InetAddress HOME = Cidr.address("203.0.113.7");
  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              new Catalogue.ChainEntry(
                  "tron-sandbox",
                  "tron",
                  "tron",
                  Mode.TEST,
                  new Chain.Spec(
                      "TRON", "tron", Duration.ofSeconds(3), new Chain.Finality.Depth(2), "", true),
                  List.of())));

  @AutoClose private static final Db db = TestDb.create();

  private final Chains chains = new Chains(db, CATALOGUE, List.of());
  private final Merchants merchants =
      new Merchants(Vault.of(MasterKey.generate()), chains, InstantSource.fixed(NOW));
  private final Keys keys = new Keys(db, merchants, InstantSource.fixed(NOW));
  private final Organization organization =
      db.tx(tx -> merchants.createOrganization(tx, "Shop & Sons", false));

  @Test
  void aProjectOfTestHasItsOwnChainsAndSecret() {
    var test = project(Mode.TEST);
    var live = project(Mode.LIVE);
    assertThat(test.code()).matches("[0-9a-f]{13}");
    assertThat(test.publicId().version()).isEqualTo(4);
    assertThat(chains.all())
        .filteredOn(chain -> chain.organizationId().equals(Optional.of(organization.id())))
        .singleElement()
        .satisfies(chain -> assertThat(chain.name()).isEqualTo("tron-sandbox"));
    var secrets =
        db.tx(tx -> List.of(merchants.webhookSecret(tx, test), merchants.webhookSecret(tx, live)));
    assertThat(secrets.get(0)).hasSize(32).isNotEqualTo(secrets.get(1));
    assertThat(db.<Optional<Project>>tx(tx -> merchants.project(tx, test.publicId())))
        .contains(test);
    assertThat(db.<List<Project>>tx(tx -> merchants.projects(tx, organization.id())))
        .containsExactly(test, live);
  }

  @Test
  void thereIsOneOperator() {
    db.run(tx -> merchants.createOrganization(tx, "Operator", true));
    assertThatThrownBy(() -> db.run(tx -> merchants.createOrganization(tx, "Second", true)))
        .isInstanceOf(Rejection.Refused.class);
    assertThatThrownBy(() -> db.run(tx -> merchants.createOrganization(tx, " ", false)))
        .isInstanceOf(Rejection.Refused.class);
  }

  @Test
  void aKeySpeaksForItsProject() {
    var project = project(Mode.TEST);
    var created = create(ApiKey.Kind.PROJECT, Optional.of(project), List.of());
    assertThat(created.text()).matches("shop_[0-9A-Za-z]{40}").startsWith(created.key().hint());
    assertThat(created.toString()).doesNotContain(created.text());
    var granted = (Authentication.Granted) keys.authenticate(created.text(), HOME);
    assertThat(granted.principal())
        .isEqualTo(
            new Principal(
                created.key().id(),
                ApiKey.Kind.PROJECT,
                "coffer",
                new Principal.Owner.OfProject(project, organization.publicId()),
                Scope.all(),
                List.of(),
                Set.of(),
                Optional.empty()));
  }

  @Test
  void onlyTheHashIsKept() {
    var text = create(ApiKey.Kind.ACCOUNT, Optional.empty(), List.of()).text();
    var dump =
        db.tx(tx -> tx.list("SELECT api_key::text AS row FROM api_key", row -> row.text("row")));
    assertThat(dump).isNotEmpty().noneMatch(row -> row.contains(text.substring(20)));
  }

  @Test
  void anUnknownKeyAndARevokedOneAreNotToldApart() {
    var created = create(ApiKey.Kind.ACCOUNT, Optional.empty(), List.of());
    assertThat(keys.authenticate(created.text(), HOME)).isInstanceOf(Authentication.Granted.class);
    db.run(tx -> keys.revoke(tx, created.key().publicId()));
    var unknown = keys.authenticate("cof_live_" + "x".repeat(40), HOME);
    assertThat(unknown).isEqualTo(new Authentication.Unknown());
    assertThat(keys.authenticate(created.text(), HOME)).isEqualTo(unknown);
    assertThat(keys.authenticate("", HOME)).isEqualTo(unknown);
    assertThat(keys.authenticate("é\0" + "x".repeat(9_999), HOME)).isEqualTo(unknown);
    assertThatThrownBy(() -> db.run(tx -> keys.revoke(tx, UUID.randomUUID())))
        .isInstanceOf(Rejection.Refused.class);
  }

  @Test
  void aRevocationThatIsRolledBackDoesNotHold() {
    var created = create(ApiKey.Kind.ACCOUNT, Optional.empty(), List.of());
    assertThatThrownBy(
            () ->
                db.run(
                    tx -> {
                      keys.revoke(tx, created.key().publicId());
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(keys.authenticate(created.text(), HOME)).isInstanceOf(Authentication.Granted.class);
  }

  @Test
  void aKeyWorksOnlyFromItsAddresses() {
    var cidrs = List.of(Cidr.parse("203.0.113.0/24"), Cidr.parse("2001:db8::/32"));
    var text = create(ApiKey.Kind.ACCOUNT, Optional.empty(), cidrs).text();
    assertThat(keys.authenticate(text, HOME)).isInstanceOf(Authentication.Granted.class);
    assertThat(keys.authenticate(text, Cidr.address("2001:db8::9")))
        .isInstanceOf(Authentication.Granted.class);
    assertThat(keys.authenticate(text, Cidr.address("198.51.100.1")))
        .isEqualTo(new Authentication.WrongAddress());
    assertThat(db.tx(tx -> keys.list(tx, organization.id())).getLast().cidrs()).isEqualTo(cidrs);
  }

  @Test
  void aKnownKeyCostsNoQuery() {
    var text = create(ApiKey.Kind.ACCOUNT, Optional.empty(), List.of()).text();
    keys.authenticate(text, HOME);
    db.run(
        tx -> {
          tx.update("LOCK TABLE api_key IN ACCESS EXCLUSIVE MODE");
          assertThat(keys.authenticate(text, HOME)).isInstanceOf(Authentication.Granted.class);
        });
  }

  @Test
  void aKeyIsNotGivenMoreThanItsKindMayHave() {
    var project = Optional.of(project(Mode.LIVE));
    assertThat(create(ApiKey.Kind.PUBLISHABLE, project, Set.of(Scope.INVOICES_WRITE)).key().kind())
        .isEqualTo(ApiKey.Kind.PUBLISHABLE);
    for (var bad :
        List.<Runnable>of(
            () -> create(ApiKey.Kind.PUBLISHABLE, project, Scope.all()),
            () -> create(ApiKey.Kind.PROJECT, project, Set.of()),
            () -> create(ApiKey.Kind.PROJECT, Optional.empty(), Scope.all()),
            () -> create(ApiKey.Kind.ACCOUNT, project, Scope.all()))) {
      assertThatThrownBy(bad::run).isInstanceOf(Rejection.Refused.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "letters, tok_, tok_[0-9A-Za-z]{40}",
    "hex, a_, a_[0-9a-f]{40}",
    "hex, '', [0-9a-f]{40}"
  })
  void aKeyHasTheShapeOfItsDialect(String alphabet, String prefix, String pattern) {
    var shape = alphabet.equals("hex") ? KeyShape.hex(prefix, 40) : KeyShape.letters(prefix);
    var wanted =
        new Keys.NewKey(
            ApiKey.Kind.ACCOUNT,
            "other",
            shape,
            organization.id(),
            Optional.empty(),
            Scope.all(),
            List.of(),
            Set.of(),
            "");
    var created = create(wanted);
    assertThat(created.text()).matches(pattern);
    assertThat(created.key().hint()).isEqualTo(created.text().substring(0, prefix.length() + 4));
    assertThat(create(wanted).text()).isNotEqualTo(created.text());
    var granted = (Authentication.Granted) keys.authenticate(created.text(), HOME);
    assertThat(granted.principal().dialect()).isEqualTo("other");
    assertThatThrownBy(() -> KeyShape.hex("long_prefix_does_not_help_", 31))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPublishableKeyKnowsItsPages() {
    var created = publishable("widgets", "https://shop.example.com", "http://localhost:8000");
    var granted = (Authentication.Granted) keys.authenticate(created.text(), HOME);
    assertThat(granted.principal().origins()).isEqualTo(created.key().origins());
    assertThat(granted.principal().allows("https://shop.example.com")).isTrue();
    assertThat(granted.principal().allows("https://shop.example.com.evil.example")).isFalse();
    assertThat(granted.principal().allows("null")).isFalse();
    assertThat(db.tx(tx -> keys.list(tx, organization.id())).getLast().origins())
        .containsExactlyInAnyOrder("https://shop.example.com", "http://localhost:8000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example.com/",
        "https://Shop.example.com",
        "https://shop.example.com:443",
        "http://shop.example.com:80",
        "https://shop.example.com/pay",
        "https://*.example.com",
        "shop.example.com",
        "ftp://shop.example.com",
        "null",
        "",
      })
  void whatNoBrowserSendsIsNoOrigin(String origin) {
    assertThatThrownBy(() -> publishable("widgets", origin))
        .isInstanceOf(Rejection.Refused.class)
        .hasMessageContaining("ORIGINS");
  }

  @Test
  void onlyAPublishableKeyHasOrigins() {
    var wanted =
        new Keys.NewKey(
            ApiKey.Kind.ACCOUNT,
            "coffer",
            SHAPE,
            organization.id(),
            Optional.empty(),
            Scope.all(),
            List.of(),
            Set.of("*"),
            "");
    assertThatThrownBy(() -> create(wanted)).isInstanceOf(Rejection.Refused.class);
  }

  @Test
  void theHashIsTheSha256OfTheText() throws Exception {
    var text = create(ApiKey.Kind.ACCOUNT, Optional.empty(), List.of()).text();
    var hash =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(text.getBytes(StandardCharsets.US_ASCII));
    var rows = db.tx(tx -> tx.list("SELECT 1 FROM api_key WHERE hash = ?", _ -> 1, (Object) hash));
    assertThat(rows).hasSize(1);
  }

  private Project project(Mode mode) {
    return db.tx(tx -> merchants.createProject(tx, organization, "Shop", mode));
  }

  private Keys.Created create(ApiKey.Kind kind, Optional<Project> project, List<Cidr> cidrs) {
    return create(
        new Keys.NewKey(
            kind,
            "coffer",
            SHAPE,
            organization.id(),
            project,
            Scope.all(),
            cidrs,
            Set.of(),
            "a key"));
  }

  private Keys.Created create(ApiKey.Kind kind, Optional<Project> project, Set<Scope> scopes) {
    return create(
        new Keys.NewKey(
            kind,
            "coffer",
            SHAPE,
            organization.id(),
            project,
            scopes,
            List.of(),
            Set.of(),
            "a key"));
  }

  private Keys.Created publishable(String dialect, String... origins) {
    return create(
        new Keys.NewKey(
            ApiKey.Kind.PUBLISHABLE,
            dialect,
            SHAPE,
            organization.id(),
            Optional.of(project(Mode.LIVE)),
            ApiKey.Kind.PUBLISHABLE.most(),
            List.of(),
            Set.of(origins),
            "a key"));
  }

  private Keys.Created create(Keys.NewKey wanted) {
    return db.tx(tx -> keys.create(tx, wanted));
  }
}
