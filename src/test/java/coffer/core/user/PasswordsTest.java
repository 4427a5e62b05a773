package coffer.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.user.Passwords.Caller;
import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PasswordsTest {
  private final Passwords passwords = new Passwords(2);

  @Test
  void onlyTheRightPasswordMatches() {
    var hash = Optional.of(passwords.hash("correct horse battery"));
    assertThat(passwords.matches(hash, "correct horse battery", Caller.STRANGER)).isTrue();
    assertThat(passwords.matches(hash, "correct horse battery ", Caller.STRANGER)).isFalse();
    assertThat(passwords.matches(hash, "", Caller.STRANGER)).isFalse();
  }

  @Test
  void aPersonWithoutAPasswordMatchesNothing() {
    assertThat(passwords.matches(Optional.empty(), "", Caller.STRANGER)).isFalse();
    assertThat(passwords.matches(Optional.empty(), "anything", Caller.STRANGER)).isFalse();
  }

  @Test
  void theHashNamesItsParameters() {
    assertThat(passwords.hash("x")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.hash("x")).isNotEqualTo(passwords.hash("x"));
  }

  @Test
  void aHashWithOtherParametersStillCounts() {
    var other = Argon2Function.getInstance(8_192, 3, 1, 32, Argon2.ID, 19);
    var hash = Optional.of(Password.hash("right").addRandomSalt(16).with(other).getResult());
    assertThat(passwords.matches(hash, "right", Caller.STRANGER)).isTrue();
    assertThat(passwords.matches(hash, "wrong", Caller.STRANGER)).isFalse();
  }

  @Test
  void otherAlphabetsAreHashedWhole() {
    var hash = Optional.of(passwords.hash("пароль-с-кириллицей"));
    assertThat(passwords.matches(hash, "пароль-с-кириллицей", Caller.STRANGER)).isTrue();
    assertThat(passwords.matches(hash, "пароль-с-кирилицей", Caller.STRANGER)).isFalse();
  }

  @Test
  void generatedPasswordsDiffer() {
    var made = new HashSet<String>();
    for (int i = 0; i < 1_000; i++) made.add(passwords.generate());
    assertThat(made).hasSize(1_000).allMatch(it -> it.matches("[A-Za-z2-9]{24}"));
  }

  @Test
  void manyAtOnceWaitForTheirTurn() throws Exception {
    var hash = Optional.of(passwords.hash("right"));
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      var results =
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      many.submit(
                          () ->
                              passwords.matches(hash, i % 2 == 0 ? "right" : "x", Caller.STRANGER)))
              .toList();
      int right = 0;
      for (var result : results) if (result.get()) right++;
      assertThat(right).isEqualTo(6);
    }
  }

  @Test
  void strangersKeepNobodyElseWaiting() {
    var one = new Passwords(1);
    var hash = Optional.of(one.hash("right"));
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      var strangers =
          IntStream.range(0, 60)
              .mapToObj(_ -> many.submit(() -> one.matches(hash, "guess", Caller.STRANGER)))
              .toList();
      assertThat(one.matches(hash, "right", Caller.KNOWN)).isTrue();
      assertThat(strangers).anyMatch(each -> !each.isDone());
      strangers.forEach(each -> each.cancel(true));
    }
  }
}
