package coffer.chain.evm;

import static coffer.chain.AddressSamples.ABOUT;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.AddressSamples;
import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvmAddressesTest {
  private final EvmAddresses format = new EvmAddresses();
  private final Chain ethereum = AddressSamples.chain("evm", "1", Mode.LIVE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
      })
  void eip55(String text) {
    var address = format.parse(text, ethereum).orElseThrow();
    assertThat(format.text(address, ethereum)).isEqualTo(text);
    assertThat(format.parse(text.toLowerCase(Locale.ROOT), ethereum)).contains(address);
    assertThat(format.parse("0x" + text.substring(2).toUpperCase(Locale.ROOT), ethereum))
        .contains(address);
    assertThat(format.parse(text.toUpperCase(Locale.ROOT), ethereum)).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd",
        "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
        " 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
      })
  void refuses(String text) {
    assertThat(format.parse(text, ethereum)).isEmpty();
  }

  @Test
  void derivesWhatEveryWalletShows() {
    var account = ABOUT.account("m/44'/60'/0'");
    assertThat(format.text(format.derive(account, 0), ethereum))
        .isEqualTo("0x9858EfFD232B4033E47d90003D41EC34EcaEda94");
    assertThat(format.text(format.derive(account, 1), ethereum))
        .isEqualTo("0x6Fac4D18c912343BF86fa7049364Dd4E424Ab9C0");
    assertThat(format.refuseAccount(account, Mode.LIVE)).isEmpty();
    assertThat(format.refuseAccount(ABOUT.account("m/44'/1'/0'"), Mode.LIVE)).isPresent();
  }

  @Test
  void erc681() {
    var to = format.parse("0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359", ethereum).orElseThrow();
    var eth = AddressSamples.asset("ETH", Optional.empty(), 18);
    var usdt =
        AddressSamples.asset("USDT", Optional.of("0xdAC17F958D2ee523a2206206994597C13D831ec7"), 6);
    var bsc = AddressSamples.chain("evm", "56", Mode.LIVE);
    assertThat(
            format.paymentUri(
                to, eth, ethereum, Optional.of(new BigInteger("2014000000000000000"))))
        .isEqualTo(
            "ethereum:0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359@1?value=2014000000000000000");
    assertThat(format.paymentUri(to, eth, bsc, Optional.empty()))
        .isEqualTo("ethereum:0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359@56");
    assertThat(format.paymentUri(to, usdt, ethereum, Optional.of(BigInteger.TEN)))
        .isEqualTo(
            "ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7@1/transfer"
                + "?address=0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359&uint256=10");
  }

  @Test
  void whateverIsWrittenIsReadAndSpoiledLettersAreNoticed() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      var bytes = new byte[20];
      random.nextBytes(bytes);
      var address = Address.of(bytes);
      var text = format.text(address, ethereum);
      assertThat(format.parse(text, ethereum)).as("seed %d", seed).contains(address);
      var spoiled = AddressSamples.spoiled(text, random);
      format
          .parse(spoiled, ethereum)
          .ifPresent(a -> assertThat(format.text(a, ethereum)).isEqualToIgnoringCase(spoiled));
    }
  }

  @Test
  void derivesFast() {
    assertThat(AddressSamples.speed(format)).isGreaterThan(1_000);
  }
}
