package coffer.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.chain.Mode;
import coffer.core.ledger.Account.Kind;
import coffer.core.money.Currency;
import coffer.core.money.Denomination;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EntryTest {
  private static final Currency EUR = new Denomination("EUR");
  private static final Currency USD = new Denomination("USD");
  private static final Account CUSTODY = account(Kind.ADDRESS, 1, EUR);
  private static final Account AVAILABLE = account(Kind.AVAILABLE, 2, EUR);
  private static final Account ORPHAN = account(Kind.ORPHAN, 2, EUR);
  private static final Entry.Head HEAD =
      new Entry.Head("movement:1", Entry.Kind.PAYMENT, Optional.of(2L), Entry.Basis.movement(1));

  private static Account account(Kind kind, long owner, Currency currency) {
    var id = Optional.of(owner);
    var none = Optional.<Long>empty();
    return kind == Kind.ADDRESS
        ? new Account(kind, Mode.TEST, none, none, id, currency)
        : new Account(kind, Mode.TEST, none, id, none, currency);
  }

  private static BigInteger units(long number) {
    return BigInteger.valueOf(number);
  }

  private static Entry entry(Posting... postings) {
    return new Entry(
        "a",
        Entry.Kind.PAYMENT,
        Mode.TEST,
        Optional.empty(),
        Entry.Basis.movement(1),
        List.of(postings));
  }

  @Test
  void postingsSumToZero() {
    assertThatThrownBy(() -> entry()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entry(new Posting(CUSTODY, units(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> entry(new Posting(CUSTODY, units(2)), new Posting(AVAILABLE, units(-1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void postingsSumToZeroInEachCurrency() {
    var dollars = account(Kind.AVAILABLE, 2, USD);
    assertThatThrownBy(() -> entry(new Posting(CUSTODY, units(1)), new Posting(dollars, units(-1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void testMoneyAndLiveMoneyDoNotMeet() {
    var live =
        new Account(
            Kind.AVAILABLE, Mode.LIVE, Optional.empty(), Optional.of(2L), Optional.empty(), EUR);
    assertThatThrownBy(() -> entry(new Posting(CUSTODY, units(1)), new Posting(live, units(-1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anArrivalRaisesCustodyAndTheClaim() {
    assertThat(Entry.arrival(HEAD, CUSTODY, AVAILABLE, units(5)).postings())
        .containsExactly(new Posting(CUSTODY, units(5)), new Posting(AVAILABLE, units(-5)));
  }

  @Test
  void aDepartureLowersCustodyAndTheClaims() {
    assertThat(Entry.departure(HEAD, CUSTODY, AVAILABLE, units(5)).postings())
        .containsExactly(new Posting(CUSTODY, units(-5)), new Posting(AVAILABLE, units(5)));
    assertThat(Entry.departure(HEAD, CUSTODY, AVAILABLE, units(2), ORPHAN, units(5)).postings())
        .containsExactly(
            new Posting(CUSTODY, units(-5)),
            new Posting(AVAILABLE, units(2)),
            new Posting(ORPHAN, units(3)));
  }

  @Test
  void aMoveStaysOnItsSide() {
    assertThat(Entry.move(HEAD, ORPHAN, AVAILABLE, units(5)).postings())
        .containsExactlyInAnyOrder(
            new Posting(ORPHAN, units(5)), new Posting(AVAILABLE, units(-5)));
    var other = account(Kind.ADDRESS, 3, EUR);
    assertThat(Entry.move(HEAD, CUSTODY, other, units(5)).postings())
        .containsExactlyInAnyOrder(new Posting(CUSTODY, units(-5)), new Posting(other, units(5)));
    assertThatThrownBy(() -> Entry.move(HEAD, CUSTODY, AVAILABLE, units(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void kindsAreInLowerCase(Entry.Kind kind) {
    assertThat(kind.text()).isLowerCase();
  }

  @Test
  void accountsAreLockedInOneOrder() {
    assertThat(CUSTODY).isLessThan(AVAILABLE);
    assertThat(AVAILABLE).isLessThan(ORPHAN);
    assertThat(AVAILABLE).isLessThan(account(Kind.AVAILABLE, 3, EUR));
    assertThat(AVAILABLE).isLessThan(account(Kind.AVAILABLE, 2, USD));
    assertThat(AVAILABLE).isEqualByComparingTo(account(Kind.AVAILABLE, 2, EUR));
  }
}
