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

/// Why a node did not answer, in words for people.
public final class ConnectionFailure {
  private ConnectionFailure() {}

  /// @param http that asked: how long it waits
  public static SourceException of(IOException failure, OkHttpClient http) {
    return new SourceException(Kind.UNREACHABLE, words(failure, http), failure);
  }

  private static String words(IOException failure, OkHttpClient http) {
    return switch (failure) {
      case UnknownHostException _ -> "no such host";
      case NoRouteToHostException _ -> "there is no way to the node's network";
      case ConnectException e -> connect(said(e));
      case SSLException e -> TlsTrouble.words(e, "node");
      case ProtocolException _ -> "the node's answer is not HTTP";
      case InterruptedIOException e -> late(said(e), http);
      default -> "the connection broke before the answer was complete";
    };
  }

  /// All that was said, down to the system's own words.
  private static String said(Throwable failure) {
    var said = new StringBuilder();
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      said.append(cause.getMessage()).append(' ');
    }
    return said.toString().toLowerCase(Locale.ROOT);
  }

  private static String connect(String said) {
    if (said.contains("refused")) return "the node refuses the connection";
    if (said.contains("unreachable")) return "there is no way to the node's network";
    return "no connection to the node";
  }

  private static String late(String said, OkHttpClient http) {
    if (said.contains("connect")) {
      return "no connection within " + seconds(http.connectTimeoutMillis());
    }
    return "no answer within " + seconds(http.callTimeoutMillis());
  }

  private static String seconds(int millis) {
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
