package coffer;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where things stand. A package uses only what stands to its left in [#ORDER]; families of chains,
/// dialects and pages do not know each other; the rims meet in the core only.
final class ArchitectureTest {
  static final List<String> ORDER = order();

  /// What faces the outside, each in its own direction.
  private static final Set<String> RIMS = Set.of("webhook", "rates", "chain", "api", "web");

  /// All that is shipped: the classes that lie where one of them lies.
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Cidr.class.getProtectionDomain().getCodeSource().getLocation());

  private static List<String> order() {
    var order = new ArrayList<>(List.of("operator", "db", "core"));
    each(
        "core",
        "money chain event merchant user rate ledger wallet deposit invoice payment listing custody tracking widget link operation",
        order);
    order.addAll(List.of("webhook", "rates", "chain"));
    each("chain", "bitcoin evm tron sandbox", order);
    order.addAll(List.of("http", "api"));
    each("api", "coffer coinvoice getcrypto itispay onchainpay", order);
    order.add("web");
    each("web", "checkout widget cabinet demo", order);
    // Compiled templates: they name the pages' models, and nobody names them.
    order.add("web.pages");
    each("app", "config server demo command", order);
    order.add("app");
    return List.copyOf(order);
  }

  private static void each(String parent, String children, List<String> order) {
    Arrays.stream(children.split(" ")).forEach(child -> order.add(parent + "." + child));
  }

  @Test
  void everyPackageHasItsPlace() {
    assertThat(CLASSES).isNotEmpty();
    var strays = new TreeSet<String>();
    for (var type : CLASSES) {
      var name = type.getPackageName().replaceFirst("^coffer\\.", "");
      if (!ORDER.contains(name) && !name.startsWith("web.pages.")) strays.add(name);
    }
    assertThat(strays).as("packages that are not in the order").isEmpty();
  }

  @Test
  void packagesUseOnlyWhatStandsToTheirLeft() {
    var wrong = new TreeSet<String>();
    for (var type : CLASSES) {
      for (var dependency : type.getDirectDependenciesFromSelf()) {
        var used = dependency.getTargetClass().getBaseComponentType();
        if (!used.getPackageName().startsWith("coffer")) continue;
        if (!mayUse(slot(type), slot(used))) wrong.add(type.getName() + " uses " + used.getName());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "core.invoice, core.ledger, true",
    "core.ledger, core.invoice, false",
    "core.money, core, true",
    "core, core.money, false",
    "chain.evm, chain, true",
    "chain, chain.evm, false",
    "chain.evm, chain.sandbox, false",
    "chain.sandbox, chain.evm, false",
    "api.coffer, http, true",
    "api.coffer, webhook, true",
    "api.coinvoice, api.coffer, false",
    "api.coffer, chain.sandbox, false",
    "web.checkout, http, true",
    "web.checkout, api.coffer, false",
    "web.checkout, webhook, false",
    "web.widget, web.checkout, false",
    "web.pages, web.checkout, true",
    "http, core.merchant, true",
    "http, webhook, false",
    "core.payment, http, false",
    "app.server, chain.evm, true",
    "app.server, app.config, true",
    "app.config, app.server, false",
    "app, app.command, true",
    "api.coffer, app.config, false",
    "db, operator, true",
    "db, app, false"
  })
  void theOrderMeansWhatItSays(String user, String used, boolean allowed) {
    assertThat(mayUse(user, used)).isEqualTo(allowed);
  }

  @Test
  void coreKnowsNoOutside() {
    noClasses()
        .that()
        .resideInAPackage("coffer.core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.javalin..",
            "okhttp3..",
            "java.net.http..",
            "tools.jackson..",
            "gg.jte..",
            "org.eclipse.jetty..")
        .check(CLASSES);
  }

  @Test
  void nobodyAsksTheMachineForTheTime() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.LocalDateTime.class, "now")
        .orShould()
        .callMethod(java.time.OffsetDateTime.class, "now")
        .orShould()
        .callMethod(java.time.ZonedDateTime.class, "now")
        .orShould()
        .callMethod(java.time.Clock.class, "systemUTC")
        .check(CLASSES);
  }

  /// A thread of one's own that ends by an exception ends silently. [coffer.core.BackgroundLoop]
  /// does not; of the others each catches, or hands on to whom it works for, all that can be
  /// thrown.
  @Test
  void onlyLoopsStartThreads() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "coffer\\.(core\\.BackgroundLoop|db\\.EmbeddedPostgres|chain\\.(BlockPrefetcher|ScannerLoop)|app\\.(server\\.(Scanners|Shutdown)|command\\.Serve|demo\\.Demo.*))")
        .should()
        .callMethod(Thread.class, "start")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .orShould()
        .callMethod(Thread.Builder.OfVirtual.class, "start", Runnable.class)
        .orShould()
        .callMethod(Thread.Builder.OfPlatform.class, "start", Runnable.class)
        .orShould()
        .callMethod(Thread.Builder.class, "start", Runnable.class)
        .check(CLASSES);
  }

  /// [coffer.http.FormFields] reads forms: Javalin and Jetty would take multipart bodies of any
  /// size.
  @Test
  void formsAreReadInOnePlace() {
    noClasses()
        .should()
        .callMethodWhere(
            target(nameMatching("(formParam|uploadedFile|isMultipart|getParameter|getPart).*"))
                .and(
                    target(
                        owner(resideInAnyPackage("io.javalin.http..", "jakarta.servlet.http..")))))
        .check(CLASSES);
  }

  /// Our environment has secrets in it, which other programs must not inherit.
  @Test
  void programsAreStartedInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("coffer.db.ChildProcess")
        .should()
        .callConstructor(ProcessBuilder.class, List.class)
        .orShould()
        .callConstructor(ProcessBuilder.class, String[].class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(CLASSES);
  }

  /// A reader who searches a class by its name finds one.
  @Test
  void fileNamesAreUnique() throws IOException {
    var places = new TreeMap<String, TreeSet<String>>();
    for (var root : List.of("src/main/java", "src/test/java", "bench")) {
      try (var files = Files.walk(Path.of(root))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("package-info.java"))
            .forEach(
                file ->
                    places
                        .computeIfAbsent(file.getFileName().toString(), _ -> new TreeSet<>())
                        .add(file.toString()));
      }
    }
    places.values().removeIf(found -> found.size() == 1);
    assertThat(places.values()).isEmpty();
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
        .check(CLASSES);
  }

  private static boolean mayUse(String user, String used) {
    if (user.equals(used)) return true;
    if (ORDER.indexOf(used) > ORDER.indexOf(user)) return false;
    if (rim(user).equals("app")) return true;
    if (used.equals("web.pages")) return false;
    if (siblings(user, used)) return false;
    if (rim(user).equals("http")) return !RIMS.contains(rim(used));
    return rim(user).equals(rim(used))
        || !RIMS.contains(rim(user))
        || !RIMS.contains(rim(used))
        || (rim(user).equals("api") && used.equals("webhook")) // dialects fill its WebhookFormat
        || (Set.of("web.cabinet", "web.pages").contains(user)
            && used.equals("webhook")); // shows it
  }

  private static boolean siblings(String user, String used) {
    return !user.equals("web.pages")
        && !rim(user).equals("core")
        && user.contains(".")
        && used.contains(".")
        && rim(user).equals(rim(used));
  }

  private static String rim(String slot) {
    return slot.split("\\.")[0];
  }

  /// The package in the order that a class belongs to: `api.coffer` for `coffer.api.coffer.wire`.
  private static String slot(JavaClass type) {
    return slot(type.getPackageName());
  }

  static String slot(String packageName) {
    var parts = packageName.split("\\.");
    for (int length = parts.length; length > 1; length--) {
      var slot = String.join(".", Arrays.copyOfRange(parts, 1, length));
      if (ORDER.contains(slot)) return slot;
    }
    return packageName;
  }
}
