package coffer.app.command;

import coffer.core.user.Audit;
import coffer.db.MasterKey;
import coffer.operator.UserError;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The commands with which an operator manages a server's data.
@Command(
    name = "admin",
    description =
        "Manage organizations, partners, projects, people, staff, keys, wallets, addresses, webhooks, widgets"
            + " and the master key.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AdminOrganization.class,
      AdminPartner.class,
      AdminProject.class,
      AdminUser.class,
      AdminStaff.class,
      AdminKey.class,
      AdminWallet.class,
      AdminAddress.class,
      AdminWebhook.class,
      AdminWidget.class
    })
public final class Admin implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "rotate-master-key",
      description = {
        "Encrypt all secrets with a new master key.",
        "First configure the new key on every node, with the old one in"
            + " secrets.old_master_key_files, and restart the nodes. Then run this command. Then"
            + " remove the old key."
      },
      mixinStandardHelpOptions = true)
  void rotateMasterKey(
      @Mixin DatabaseOptions store,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FILE",
              description = "file of the new key")
          Path file) {
    var next = key(file);
    try (var infrastructure = store.open()) {
      int sealed =
          infrastructure
              .db()
              .tx(
                  tx -> {
                    CommandAudit.add(
                        infrastructure,
                        tx,
                        Audit.Place.SERVER,
                        Audit.Act.of("master_key.rotate", next.id()));
                    return infrastructure.vault().rotate(tx, next);
                  });
      var out = spec.commandLine().getOut();
      out.println(sealed + " secrets are now encrypted with the key " + next.id());
      out.flush();
    }
  }

  private static MasterKey key(Path file) {
    try {
      return MasterKey.read(file);
    } catch (IllegalArgumentException e) {
      throw new UserError("--to: " + e.getMessage(), e);
    }
  }
}
