package coffer.core.tracking;

import coffer.World;
import coffer.core.Field;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.merchant.Project;
import coffer.core.tracking.TransferReports.Due;
import coffer.core.tracking.TransferReports.Room;
import coffer.db.Db;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What tests of tracked addresses do with a world.
public final class TrackingWorld implements AutoCloseable {
  public static final Field ADDRESS = new Field.At("address");

  public final World world;
  public final TrackedAddresses addresses;
  public final TransferReports reports;

  public TrackingWorld(Db.Address database) {
    this(new World(database));
  }

  public TrackingWorld(World world) {
    this.world = world;
    this.addresses = new TrackedAddresses(world.chains, world.clock);
    this.reports = new TransferReports(world.chains);
  }

  public TrackedAddress track(String address, String url) {
    return track(world.project, address, "plain", url);
  }

  public TrackedAddress track(Project project, String address, String dialect, String url) {
    var draft =
        new TrackedAddresses.Draft(
            address, dialect, url, project.webhookSecretId(), Optional.empty());
    return world.db.tx(tx -> addresses.add(tx, project, ADDRESS, draft));
  }

  public TrackedAddress now(TrackedAddress address) {
    return world
        .db
        .tx(tx -> addresses.find(tx, world.project.id(), address.publicId()))
        .orElseThrow();
  }

  public List<TrackedTransfer> transfers(TrackedAddress address) {
    return world.db.tx(tx -> reports.list(tx, address.id(), Optional.empty(), 10_000));
  }

  /// What a server would begin to send now for this project.
  public List<Due> take() {
    return take(new Room(10_000, 10_000, Map.of()));
  }

  public List<Due> take(Room room) {
    var all = world.db.tx(tx -> reports.take(tx, room, world.now.get()));
    return all.stream().filter(due -> due.projectId() == world.project.id()).toList();
  }

  /// A payment on a sandbox, not mined yet.
  public String pay(Chain chain, String code, String address, String amount) {
    var asset = world.asset(chain, code);
    var to = parse(chain, address);
    return world.db.tx(tx -> world.sandbox.pay(tx, chain, asset, to, world.units(asset, amount)));
  }

  public Address parse(Chain chain, String text) {
    return world.chains.format(chain).parse(text, chain).orElseThrow();
  }

  public Asset asset(Chain chain, String code) {
    return world.asset(chain, code);
  }

  @Override
  public void close() {
    world.close();
  }
}
