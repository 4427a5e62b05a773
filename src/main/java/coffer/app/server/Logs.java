package coffer.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import coffer.app.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// The log, written to standard error: one JSON object per event, or text for people. No code logs
/// keys, secrets, queries or bodies.
public final class Logs {
  private static final String TEXT =
      "%d{HH:mm:ss.SSS} %-5level %-20logger{0} %msg%replace( %kvp{NONE}){'^ $', ''}%n";

  private Logs() {}

  public static void configure(Config.Logs settings) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(settings.format(), context));
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    var level = Level.toLevel(settings.level());
    context.getLogger("coffer").setLevel(level);
    context.getLogger("access").setLevel(level);
    // Jetty would repeat what Coffer logs about errors.
    context.getLogger("org.eclipse.jetty").setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> encoder(String format, LoggerContext context) {
    if (format.equals("json")) {
      var json = new JsonLines();
      json.setContext(context);
      json.start();
      return json;
    }
    var text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(TEXT);
    text.start();
    return text;
  }

  /// Writes one JSON object per line.
  static final class JsonLines extends EncoderBase<ILoggingEvent> {
    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public byte[] headerBytes() {
      return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      var line = mapper.createObjectNode();
      line.put("at", event.getInstant().toString());
      line.put("level", event.getLevel().toString());
      line.put("logger", event.getLoggerName());
      line.put("message", event.getFormattedMessage());
      event.getMDCPropertyMap().forEach(line::put);
      if (event.getKeyValuePairs() != null) {
        event.getKeyValuePairs().forEach(pair -> line.putPOJO(pair.key, pair.value));
      }
      if (event.getThrowableProxy() != null) {
        line.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      return (mapper.writeValueAsString(line) + "\n").getBytes(UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return new byte[0];
    }
  }
}
