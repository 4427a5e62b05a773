package coffer.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.db.TestDb;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class UsersDbTest {
  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  @AutoClose private final World world = new World(TestDb.address());
  private final Users users = new Users();

  private Optional<User> create(String email) {
    return world.db.tx(tx -> users.create(tx, Users.Draft.invited(email), NOW));
  }

  @Test
  void anAddressBelongsToOnePersonWhateverItsCase() {
    var made = create("Ann@Example.com").orElseThrow();
    assertThat(create("ann@example.COM")).isEmpty();
    assertThat(world.db.<Optional<User>>tx(tx -> users.find(tx, "ANN@example.com"))).contains(made);
    assertThat(made.email()).isEqualTo("Ann@Example.com");
  }

  @Test
  void ofTwentyAtOnceOneIsMade() throws Exception {
    Callable<Optional<User>> task = () -> create("twenty@example.com");
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      var made = many.invokeAll(IntStream.range(0, 20).mapToObj(_ -> task).toList());
      int count = 0;
      for (var each : made) if (each.get().isPresent()) count++;
      assertThat(count).isEqualTo(1);
    }
  }

  @Test
  void aPersonHasOneRoleInAnOrganization() {
    var user = create("role@example.com").orElseThrow();
    long organization = world.project.organizationId();
    world.db.run(
        tx -> {
          users.join(tx, user.id(), organization, Role.VIEWER, NOW);
          users.join(tx, user.id(), organization, Role.OWNER, NOW);
        });
    assertThat(world.db.<List<Membership>>tx(tx -> users.memberships(tx, user.id())))
        .containsExactly(new Membership(organization, Role.OWNER));
    assertThat(world.db.<List<Member>>tx(tx -> users.members(tx, organization)))
        .extracting(Member::user)
        .contains(user);
    assertThat(world.db.<Boolean>tx(tx -> users.leave(tx, user.id(), organization, NOW)))
        .as("the last owner")
        .isFalse();
    var other = create("other-owner@example.com").orElseThrow();
    world.db.run(tx -> users.join(tx, other.id(), organization, Role.OWNER, NOW));
    assertThat(world.db.<Boolean>tx(tx -> users.leave(tx, user.id(), organization, NOW))).isTrue();
    assertThat(world.db.<List<Membership>>tx(tx -> users.memberships(tx, user.id()))).isEmpty();
  }

  @Test
  void aPasswordIsKeptAsItsHash() {
    var user = create("hash@example.com").orElseThrow();
    world.db.run(tx -> users.setPassword(tx, user.id(), "$argon2id$x", NOW.plusSeconds(1)));
    var changed = world.db.<User>tx(tx -> users.get(tx, user.id()));
    assertThat(changed.passwordHash()).contains("$argon2id$x");
    assertThat(Objects.toString(changed)).doesNotContain("argon2id");
  }

  @Test
  void whatCanBeAnAddress() {
    assertThat(List.of("a@b", "o'neil+x@mail.example.com", "имя@пример.рф"))
        .allMatch(Users::isEmail);
    assertThat(List.of("", "a", "@", "a@", "@b", "a b@c", "a@b@c", "a@b\n", "a@\u0000b"))
        .noneMatch(Users::isEmail);
    assertThat(Users.isEmail("a".repeat(319) + "@b")).isFalse();
  }
}
