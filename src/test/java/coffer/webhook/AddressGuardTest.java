package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  @Test
  void ownPublicAddressesAreRefusedUnlessAllowed() {
    var own = new ServerAddresses();
    var here = InetAddress.ofLiteral("8.8.8.8");
    own.named(here);
    assertThat(new AddressGuard(List.of(), own).allows(here)).isFalse();
    assertThat(new AddressGuard(List.of(Cidr.parse("8.8.8.8/32")), own).allows(here)).isTrue();
    assertThat(own.contains(InetAddress.getLoopbackAddress())).as("of an interface").isTrue();
  }

  private final AddressGuard guard = new AddressGuard(List.of(), new ServerAddresses());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "168.63.129.15",
        "2606:4700::1111",
        "2a00:1450:4001:82a::200e",
        "2001:200::1",
        "2003::1",
        "2001:4860:4860::8888"
      })
  void isPublic(String address) {
    assertThat(guard.allows(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "100.100.100.200",
        "::",
        "::1",
        "::2",
        "::ffff:10.0.0.1",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1"
      })
  void isNot(String address) {
    assertThat(guard.allows(InetAddress.ofLiteral(address))).isFalse();
  }

  @Test
  void aMappedAddressThatStayedOneIsRefused() throws Exception {
    var bytes = InetAddress.ofLiteral("::1").getAddress();
    bytes[10] = bytes[11] = (byte) 0xff;
    bytes[12] = 8;
    var mapped = Inet6Address.getByAddress(null, bytes, -1);
    assertThat(mapped).isInstanceOf(Inet6Address.class);
    assertThat(guard.allows(mapped)).isFalse();
  }

  @Test
  void theOperatorsListIsTheOnlyException() {
    var allowing =
        new AddressGuard(
            List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("fd00::/8")), new ServerAddresses());
    assertThat(allowing.allows(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
    assertThat(allowing.allows(InetAddress.ofLiteral("fd12::1"))).isTrue();
    assertThat(allowing.allows(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
    assertThat(allowing.allows(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
  }
}
