package coffer.app;

import coffer.api.ValueFormats;
import coffer.app.command.Admin;
import coffer.app.command.ChainsCommand;
import coffer.app.command.ReconcileCommand;
import coffer.app.command.Serve;
import coffer.app.config.Config;
import coffer.app.demo.Demo;
import coffer.app.server.Version;
import coffer.core.Rejection;
import coffer.operator.UserError;
import java.util.Locale;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;

/// The command line.
@Command(
    name = "coffer",
    description = "A self-hosted cryptocurrency payment gateway.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.VersionLine.class,
    mixinStandardHelpOptions = true,
    footer = {"", "Start with ./coffer demo.", "./coffer test runs the test suite."},
    subcommands = {
      Demo.class,
      Serve.class,
      Admin.class,
      ChainsCommand.class,
      ReconcileCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  public static CommandLine commandLine() {
    var line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(Main::failed);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(UUID.class, Main::id);
    return line;
  }

  private static UUID id(String text) {
    return ValueFormats.id(text.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not an id like 0f8fad5b-d9cb-469f-a165-70867728950e"));
  }

  @Override
  public void run() {
    commandLine().usage(System.out);
  }

  /// Prints a user error as one sentence, and any other error with its stack trace.
  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult result) {
    var err = line.getErr();
    switch (e) {
      case Config.Invalid invalid -> err.println(invalid.getMessage());
      case Rejection.Refused refused -> err.println("rejected: " + words(refused.rejection()));
      case UserError known -> err.println("coffer: " + known.getMessage());
      default -> e.printStackTrace(err);
    }
    err.flush();
    return 1;
  }

  private static String words(Rejection rejection) {
    return switch (rejection) {
      case Rejection.InvalidField(var field, var reason) -> field.text() + ": " + reason;
      case Rejection.NotFound(var what, var id) -> "there is no " + what + " " + id;
      case Rejection.NameTaken(var name) -> "another project has the name " + name;
      // No command causes these; they are printed as they are.
      case Rejection.IdempotencyConflict _,
          Rejection.AddressTaken _,
          Rejection.OfInvoice _,
          Rejection.OfPayment _,
          Rejection.OfUser _ ->
          rejection.toString();
    };
  }

  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"coffer " + Version.text()};
    }
  }
}
