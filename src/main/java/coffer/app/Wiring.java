package coffer.app;

import java.util.List;

/// Which front ends there are and what works in the background: one line for each dialect, one for
/// each family of chains.
final class Wiring {
  private Wiring() {}

  static Server.Plugged plug(Server.Services services) {
    return new Server.Plugged(List.of(), List.of());
  }
}
