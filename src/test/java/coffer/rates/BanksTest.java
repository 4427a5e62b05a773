package coffer.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.rate.Rate;
import coffer.core.rate.RateSource;
import coffer.core.rate.RateSourceException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BanksTest {
  private static final String ECB =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
          xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
        <gesmes:subject>Reference rates</gesmes:subject>
        <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
        <Cube>
          <Cube time='2026-11-19'>
            <Cube currency='USD' rate='1.0890'/>
            <Cube currency='JPY' rate='171.33'/>
          </Cube>
        </Cube>
      </gesmes:Envelope>
      """;
  private static final String CBR =
      """
      <?xml version="1.0" encoding="windows-1251"?>
      <ValCurs Date="20.11.2026" name="Foreign Currency Market">
      <Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal>\
      <Name>Доллар США</Name><Value>80,1234</Value><VunitRate>80,1234</VunitRate></Valute>
      <Valute ID="R01335"><NumCode>398</NumCode><CharCode>KZT</CharCode><Nominal>100</Nominal>\
      <Name>Тенге</Name><Value>15,5</Value></Valute>
      <Valute ID="R01717"><CharCode>UZS</CharCode><Nominal>10\u00a0000</Nominal>\
      <Name>Узбекских сумов</Name><Value> 1 066,3300 </Value></Valute>
      </ValCurs>
      """;

  @AutoClose private final Feeds feeds = new Feeds();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));

  private RateSource ecb() {
    return new Ecb(Feeds.CLIENT, feeds.url(), now::get);
  }

  private RateSource cbr() {
    return new BankOfRussia(Feeds.CLIENT, feeds.url(), now::get);
  }

  private static String text(Rate rate) {
    return rate.base()
        + "/"
        + rate.quote()
        + " "
        + rate.value().stripTrailingZeros().toPlainString();
  }

  @Test
  void ecbSaysWhatAEuroCosts() {
    feeds.say(ECB);
    assertThat(ecb().fetch())
        .extracting(BanksTest::text)
        .containsExactly("EUR/USD 1.089", "EUR/JPY 171.33");
    assertThat(feeds.asked()).isEqualTo("/stats/eurofxref/eurofxref-daily.xml");
  }

  @Test
  void bankOfRussiaSaysWhatANumberOfUnitsCosts() {
    feeds.say(CBR, "windows-1251");
    assertThat(cbr().fetch())
        .extracting(BanksTest::text)
        .containsExactly("USD/RUB 80.1234", "KZT/RUB 0.155", "UZS/RUB 0.106633");
    assertThat(feeds.asked()).isEqualTo("/scripts/XML_daily.asp");
  }

  /// A rate of a day is true all day, and then as old as the day's end.
  @ParameterizedTest
  @CsvSource({
    "2026-11-19T15:05:00Z, 2026-11-19T15:05:00Z, 2026-11-19T15:05:00Z",
    "2026-11-19T22:59:00Z, 2026-11-19T22:59:00Z, 2026-11-19T22:59:00Z",
    "2026-11-20T10:00:00Z, 2026-11-19T23:00:00Z, 2026-11-20T10:00:00Z",
    "2026-11-25T10:00:00Z, 2026-11-19T23:00:00Z, 2026-11-20T21:00:00Z",
  })
  void aRateIsAsOldAsItsDay(Instant time, Instant ecb, Instant cbr) {
    now.set(time);
    feeds.say(ECB);
    assertThat(ecb().fetch()).allMatch(rate -> rate.at().equals(ecb));
    feeds.say(CBR, "windows-1251");
    assertThat(cbr().fetch()).allMatch(rate -> rate.at().equals(cbr));
  }

  @Test
  void aRateOfNextYearIsNotBelieved() {
    now.set(Instant.parse("2025-11-20T10:00:00Z"));
    feeds.say(ECB);
    assertThatThrownBy(ecb()::fetch).hasMessage("ecb: a rate of 2026-11-19");
    feeds.say(CBR, "windows-1251");
    assertThatThrownBy(cbr()::fetch).hasMessage("cbr: a rate of 2026-11-20");
  }

  @ParameterizedTest(name = "ecb, {0} → {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
           time='2026-11-19'      |
           '2026-11-19'           | '19.11.2026'
           '2026-11-19'           | '2026-02-30'
           '2026-11-19'           | ''
           rate='1.0890'          |
           '1.0890'               | '1,0890'
           '1.0890'               | 'N/A'
           '1.0890'               | ''
           '1.0890'               | '0'
           '1.0890'               | '-1'
           '1.0890'               | '1e999999999'
           '1.0890'               | '0.00000000000000000000001'
           currency='USD'         |
           'USD'                  | 'dollar'
           'USD'                  | 'EUR'
           <Cube currency='USD' rate='1.0890'/> | <Cube time='2026-11-18'/>
           </gesmes:Envelope>     |
           '1.0890'               | '&rate;'
          """)
  void ecbIsNotBelieved(String from, String to) {
    refused(ecb(), ECB, from, to);
  }

  @ParameterizedTest(name = "cbr, {0} → {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          Date="20.11.2026"                      |
          20.11.2026                             | 2026-11-20
          20.11.2026                             | 31.02.2026
          <CharCode>USD</CharCode>               |
          <CharCode>USD</CharCode>               | <CharCode/>
          <CharCode>USD</CharCode>               | <CharCode>RUB</CharCode>
          <Nominal>1</Nominal>                   |
          <Nominal>1</Nominal>                   | <Nominal>0</Nominal>
          <Nominal>1</Nominal>                   | <Nominal>1</Nominal><Nominal>2</Nominal>
          <Value>80,1234</Value>                 |
          80,1234                                | 80,12,34
          80,1234                                | 1,080.12
          80,1234                                | -80,1234
          80,1234                                | много
          ValCurs                                | Error
          """)
  void bankOfRussiaIsNotBelieved(String from, String to) {
    feeds.say(changed(CBR, from, to), "windows-1251");
    assertThatThrownBy(cbr()::fetch).isInstanceOf(RateSourceException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><body><p>Sorry</body></html>",
        "<html><body>Sorry</body></html>",
        "{\"error\":\"no\"}",
        "<ValCurs Date=\"20.11.2026\"/>",
        "<a xmlns='x'><Cube><Cube time='2026-11-19'/></Cube></a>",
        "<?xml version=\"1.0\" encoding=\"no-such-encoding\"?><ValCurs/>",
      })
  void noRatesIsAFailure(String body) {
    feeds.say(body);
    assertThatThrownBy(ecb()::fetch)
        .isInstanceOf(RateSourceException.class)
        .hasMessageStartingWith("ecb: ");
    feeds.say(body);
    assertThatThrownBy(cbr()::fetch)
        .isInstanceOf(RateSourceException.class)
        .hasMessageStartingWith("cbr: ");
  }

  @Test
  void doctypesAreRefusedBeforeTheyDoAnything() {
    var bomb = new StringBuilder("<!DOCTYPE b [<!ENTITY e0 \"1.0890\">");
    for (int i = 1; i < 40; i++) {
      bomb.append("<!ENTITY e%d \"&e%d;&e%d;\">".formatted(i, i - 1, i - 1));
    }
    var doctypes =
        new String[] {
          bomb + "]>",
          "<!DOCTYPE e [<!ENTITY e39 SYSTEM \"file:///etc/hostname\">]>",
          "<!DOCTYPE e SYSTEM \"" + feeds.server.url("/dtd") + "\">",
          "<!DOCTYPE e [<!ENTITY % p SYSTEM \"" + feeds.server.url("/dtd") + "\"> %p;]>",
          "<!DOCTYPE gesmes:Envelope>",
        };
    for (var doctype : doctypes) {
      for (var rate : new String[] {"1.0890", "&e39;"}) {
        int before = feeds.server.getRequestCount();
        feeds.say(ECB.replace("?>", "?>" + doctype).replace("1.0890", rate));
        assertThatThrownBy(ecb()::fetch).hasMessage("ecb: an answer that is not plain XML");
        assertThat(feeds.server.getRequestCount()).isEqualTo(before + 1);
      }
    }
  }

  private void refused(RateSource source, String whole, String from, String to) {
    feeds.say(changed(whole, from, to));
    assertThatThrownBy(source::fetch)
        .isInstanceOf(RateSourceException.class)
        .hasMessageStartingWith(source.name() + ": ");
  }

  private static String changed(String whole, String from, String to) {
    assertThat(whole).contains(from);
    return whole.replace(from, to == null ? "" : to);
  }
}
