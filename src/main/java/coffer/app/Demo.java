package coffer.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One payment from beginning to end, told on the console.
@Command(
    name = "demo",
    description = "Start everything on this machine and tell one payment from beginning to end.",
    mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
  @Option(names = "--once", description = "end when the payment has settled and its webhook came")
  private boolean once;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "0 = any free one; default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "demo-data",
      description = "default: ${DEFAULT-VALUE}")
  private Path data = Path.of("demo-data");

  @Option(
      names = "--info",
      paramLabel = "FILE",
      description = "when ready, write URL and keys there, as JSON")
  private @Nullable Path info;

  @Override
  public Integer call() {
    throw new IllegalStateException(
        "not told yet (once: %s, info: %s): %s"
            .formatted(once, info, DemoConfig.create(data, port).http()));
  }
}
