package coffer.core.user;

import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.StartAssertionOptions;
import com.yubico.webauthn.StartRegistrationOptions;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.ResidentKeyRequirement;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.exception.AssertionFailedException;
import com.yubico.webauthn.exception.InvalidSignatureCountException;
import com.yubico.webauthn.exception.RegistrationFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks browsers for passkeys and checks their answers, by the rules of WebAuthn. The device must
/// check that the person is there and who they are, by a PIN, a finger or a face.
final class PasskeyVerifier {
  private static final Logger log = LoggerFactory.getLogger(PasskeyVerifier.class);
  private static final long TIMEOUT_MS = Passkeys.CEREMONY.toMillis();

  /// Without an attestation of the device's maker, which nothing here needs.
  private static final Set<String> FORMATS = Set.of("none", "packed");

  private final PasskeySite site;

  PasskeyVerifier(PasskeySite site) {
    this.site = site;
  }

  /// A question to a browser.
  ///
  /// @param kept what the server needs for the check of the answer
  /// @param sent what the browser needs, in JSON
  record Question(String kept, String sent) {}

  private RelyingParty party(List<RegisteredCredential> keys) {
    return RelyingParty.builder()
        .identity(RelyingPartyIdentity.builder().id(site.host()).name("Coffer").build())
        .credentialRepository(new KnownPasskeys(keys))
        .origins(Set.of(site.origin()))
        .validateSignatureCounter(true)
        .build();
  }

  /// Asks for a new passkey.
  ///
  /// @param keys those that the person has: their devices make no second one
  Question create(User user, List<RegisteredCredential> keys) {
    var identity =
        UserIdentity.builder()
            .name(user.email())
            .displayName(user.email())
            .id(handle(user.publicId()))
            .build();
    var options =
        party(keys)
            .startRegistration(
                StartRegistrationOptions.builder()
                    .user(identity)
                    .authenticatorSelection(
                        AuthenticatorSelectionCriteria.builder()
                            .residentKey(ResidentKeyRequirement.REQUIRED)
                            .userVerification(UserVerificationRequirement.REQUIRED)
                            .build())
                    .timeout(TIMEOUT_MS)
                    .build())
            .toBuilder()
            .excludeCredentials(
                new KnownPasskeys(keys).getCredentialIdsForUsername(user.publicId().toString()))
            .build();
    return question(options::toJson, options::toCredentialsCreateJson);
  }

  /// Asks for a signature.
  ///
  /// @param user empty = the device knows who uses it
  Question sign(Optional<UUID> user, List<RegisteredCredential> keys) {
    var options =
        StartAssertionOptions.builder()
            .userVerification(UserVerificationRequirement.REQUIRED)
            .timeout(TIMEOUT_MS);
    user.ifPresent(id -> options.username(id.toString()));
    var request = party(keys).startAssertion(options.build());
    return question(request::toJson, request::toCredentialsGetJson);
  }

  @FunctionalInterface
  private interface Written {
    String json() throws IOException;
  }

  private static Question question(Written kept, Written sent) {
    try {
      return new Question(kept.json(), sent.json());
    } catch (IOException e) {
      throw new IllegalStateException("a request of our own is JSON", e);
    }
  }

  /// @return empty if the answer is not one to the question
  Optional<RegistrationResult> created(String kept, String answer) {
    try {
      var response = PublicKeyCredential.parseRegistrationResponseJson(answer);
      if (!FORMATS.contains(response.getResponse().getAttestation().getFormat())) {
        return Optional.empty();
      }
      return Optional.of(
          party(List.of())
              .finishRegistration(
                  FinishRegistrationOptions.builder()
                      .request(PublicKeyCredentialCreationOptions.fromJson(kept))
                      .response(response)
                      .build()));
    } catch (RegistrationFailedException | IOException | RuntimeException e) {
      log.debug("a passkey was refused", e);
      return Optional.empty();
    }
  }

  /// The id of the passkey that an answer names; empty if it is no answer.
  static Optional<byte[]> credentialId(String answer) {
    try {
      return Optional.of(PublicKeyCredential.parseAssertionResponseJson(answer).getId().getBytes());
    } catch (IOException | RuntimeException e) {
      log.debug("an answer was refused", e);
      return Optional.empty();
    }
  }

  /// @param key that the answer names
  /// @return empty if the answer is not one to the question
  Optional<AssertionResult> signed(String kept, String answer, RegisteredCredential key) {
    try {
      var result =
          party(List.of(key))
              .finishAssertion(
                  FinishAssertionOptions.builder()
                      .request(AssertionRequest.fromJson(kept))
                      .response(PublicKeyCredential.parseAssertionResponseJson(answer))
                      .build());
      return Optional.of(result).filter(AssertionResult::isSuccess);
    } catch (InvalidSignatureCountException _) {
      log.warn(
          "the counter of a passkey of user {} went back: its key may have been copied",
          userOf(key.getUserHandle()));
      return Optional.empty();
    } catch (AssertionFailedException | IOException | RuntimeException e) {
      log.debug("an answer was refused", e);
      return Optional.empty();
    }
  }

  static ByteArray handle(UUID user) {
    var bytes = ByteBuffer.allocate(16);
    bytes.putLong(user.getMostSignificantBits()).putLong(user.getLeastSignificantBits());
    return new ByteArray(bytes.array());
  }

  /// The public id of a person; one that nobody has if the bytes are no handle.
  static UUID userOf(ByteArray handle) {
    if (handle.size() != 16) return new UUID(0, 0);
    var bytes = ByteBuffer.wrap(handle.getBytes());
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
