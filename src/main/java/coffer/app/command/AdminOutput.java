package coffer.app.command;

import coffer.app.server.Infrastructure;
import coffer.core.Rejection;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import java.io.PrintWriter;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Base class of the subcommands of `admin`.
abstract class AdminOutput implements Runnable {
  @Spec protected CommandSpec spec;

  /// Prints the usage.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  protected PrintWriter out() {
    return spec.commandLine().getOut();
  }

  protected void say(String text) {
    out().println(text);
    out().flush();
  }

  protected static Organization organization(Infrastructure infrastructure, UUID id) {
    return infrastructure
        .db()
        .tx(tx -> infrastructure.merchants().organization(tx, id))
        .orElseThrow(() -> new Rejection.NotFound("organization", id.toString()).asException());
  }

  protected static Project project(Infrastructure infrastructure, UUID id) {
    return infrastructure
        .db()
        .tx(tx -> infrastructure.merchants().project(tx, id))
        .orElseThrow(() -> new Rejection.NotFound("project", id.toString()).asException());
  }
}
