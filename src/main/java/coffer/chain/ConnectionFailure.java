package coffer.chain;

import coffer.chain.SourceException.Kind;
import coffer.core.TlsTrouble;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import okhttp3.OkHttpClient;

/// Describes for operators why a node did not answer.
public final class ConnectionFailure {
  private ConnectionFailure() {}

  /// @param http the client that sent the request: its timeouts are part of the message
  public static SourceException of(IOException failure, OkHttpClient http) {
    return new SourceException(Kind.UNREACHABLE, describe(failure, http), failure);
  }

  private static String describe(IOException failure, OkHttpClient http) {
    return switch (failure) {
      case UnknownHostException _ -> "no such host";
      case NoRouteToHostException _ -> "there is no way to the node's network";
      case ConnectException e -> connect(messages(e));
      case SSLException e -> TlsTrouble.words(e, "node");
      case ProtocolException _ -> "the node's answer is not HTTP";
      case InterruptedIOException e -> late(messages(e), http);
      default -> "the connection broke before the answer was complete";
    };
  }

  /// All messages of the causes, down to that of the operating system, in lower case.
  private static String messages(Throwable failure) {
    var messages = new StringBuilder();
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      messages.append(cause.getMessage()).append(' ');
    }
    return messages.toString().toLowerCase(Locale.ROOT);
  }

  private static String connect(String messages) {
    if (messages.contains("refused")) return "the node refuses the connection";
    if (messages.contains("unreachable")) return "there is no way to the node's network";
    return "no connection to the node";
  }

  private static String late(String messages, OkHttpClient http) {
    if (messages.contains("connect")) {
      return "no connection within " + seconds(http.connectTimeoutMillis());
    }
    return "no answer within " + seconds(http.callTimeoutMillis());
  }

  private static String seconds(int millis) {
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
