package coffer.core;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Explains to people why a TLS connection failed.
public final class TlsTrouble {
  /// An alert of RFC 8446 in an error message: `handshake_failure`.
  private static final Pattern ALERT = Pattern.compile("\\(?([a-z]+(_[a-z]+)+)\\)?");

  private TlsTrouble() {}

  /// @param whom the other side: `receiver`, `node`
  public static String words(SSLException failure, String whom) {
    return Stream.iterate((Throwable) failure, e -> e != null, Throwable::getCause)
        .limit(10)
        .flatMap(cause -> certificate(cause).stream())
        .reduce((_, deepest) -> deepest)
        .orElseGet(() -> handshake(String.valueOf(failure.getMessage()), whom));
  }

  private static Optional<String> certificate(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException _ -> Optional.of("TLS: its certificate has expired");
      case CertificateNotYetValidException _ ->
          Optional.of("TLS: its certificate is not valid yet");
      case CertPathBuilderException _ ->
          Optional.of(
              "TLS: its certificate is not signed by an authority that this server knows, or a certificate"
                  + " between the two is not sent along");
      case CertPathValidatorException _ -> Optional.of("TLS: its certificate is not valid");
      case SSLPeerUnverifiedException _ -> Optional.of("TLS: its certificate is for another host");
      case CertificateException _ -> Optional.of("TLS: its certificate is not valid");
      default -> Optional.empty();
    };
  }

  private static String handshake(String message, String whom) {
    var alert = ALERT.matcher(message);
    if (alert.find())
      return "TLS: the %s refused the handshake: %s".formatted(whom, alert.group(1));
    return message.contains("SSL message")
        ? "TLS: the %s does not speak TLS at this port".formatted(whom)
        : "TLS: the handshake did not succeed";
  }
}
