package coffer.webhook;

import java.net.UnknownHostException;

/// No address of the host may be sent to. Names none: a merchant is not to learn what our resolver
/// knows of inner hosts.
final class AddressRefused extends UnknownHostException {
  AddressRefused() {
    super("not a public address");
  }
}
