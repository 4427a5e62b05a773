package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardedDnsTest {
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final GuardedDns dns =
      new GuardedDns(
          new AddressGuard(List.of(Cidr.parse("127.0.0.0/8")), new ServerAddresses()),
          new ServerAddresses(),
          Optional.empty(),
          this::resolve,
          Duration.ofMillis(50));

  private InetAddress[] resolve(String host) {
    asked.incrementAndGet();
    if (host.startsWith("slow")) uninterrupted();
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private void uninterrupted() {
    try {
      answers.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private List<InetAddress> lookup(long project, String host) throws UnknownHostException {
    return ScopedValue.where(GuardedDns.PROJECT, project).call(() -> dns.lookup(host));
  }

  @Test
  void slowNamesOfOneProjectLeaveTheResolverToTheOthers() throws Exception {
    for (int i = 0; i < GuardedDns.MAX_PER_PROJECT; i++) {
      var host = "slow" + i + ".example";
      assertThatThrownBy(() -> lookup(1, host)).isNotInstanceOf(GuardedDns.Overloaded.class);
    }
    assertThatThrownBy(() -> lookup(1, "slow.example")).isInstanceOf(GuardedDns.Overloaded.class);
    assertThat(asked.get()).isEqualTo(GuardedDns.MAX_PER_PROJECT);
    assertThat(lookup(2, "healthy.example")).hasSize(1);
    answers.countDown();
    await().ignoreExceptions().until(() -> lookup(1, "healthy.example").size() == 1);
  }

  @Test
  void theServersOwnNameAndOthersThatLeadToItLeadNowhere() throws Exception {
    var own = new ServerAddresses();
    var here = InetAddress.ofLiteral("8.8.4.4");
    var mine =
        new GuardedDns(
            new AddressGuard(List.of(), own),
            own,
            Optional.of("pay.example"),
            _ -> new InetAddress[] {here},
            Duration.ofSeconds(5));
    assertThatThrownBy(() -> mine.lookup("Pay.example")).isInstanceOf(AddressRefused.class);
    assertThatThrownBy(() -> mine.lookup("alias.example")).isInstanceOf(AddressRefused.class);
    assertThatThrownBy(() -> mine.lookup("alias.example"))
        .hasMessage(
            "the host is this server itself, which the operator must allow (webhooks.allow)");
    var allowing = new AddressGuard(List.of(Cidr.parse("8.8.4.4/32")), own);
    assertThat(allowing.allows(here)).isTrue();
    assertThat(new AddressGuard(List.of(), new ServerAddresses()).allows(here)).isTrue();
  }

  /// Which private addresses this machine has is nobody's business.
  @Test
  void aPrivateAddressOfTheServerIsOnlySaidNotToBePublic() {
    var own = new ServerAddresses();
    var here = InetAddress.ofLiteral("10.1.2.3");
    own.named(here);
    var dns =
        new GuardedDns(
            new AddressGuard(List.of(), own),
            own,
            Optional.of("pay.example"),
            _ -> new InetAddress[] {here},
            Duration.ofSeconds(5));
    assertThatThrownBy(() -> dns.lookup("alias.example"))
        .hasMessage("the host has no public address");
  }

  @Test
  void aNameThatWasNotAskedForIsNoAnswerOfTheReceiver() {
    var client =
        new WebhookClient(
            List.of(Cidr.parse("127.0.0.0/8")),
            Optional.empty(),
            "1",
            this::resolve,
            WebhookClient.Times.STANDARD);
    for (int i = 0; i < GuardedDns.MAX_PER_PROJECT; i++) {
      var url = "http://slow" + i + ".example/";
      Thread.startVirtualThread(() -> client.post(url, Map.of(), "text/plain", new byte[0]));
    }
    await().until(() -> asked.get() == GuardedDns.MAX_PER_PROJECT);
    assertThat(client.post("http://one-more.example/", Map.of(), "text/plain", new byte[0]))
        .isEqualTo(new WebhookResponse.Busy());
    answers.countDown();
  }
}
