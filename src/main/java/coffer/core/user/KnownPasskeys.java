package coffer.core.user;

import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The passkeys that a check needs, as the library asks for them. A person's name and handle there
/// are their public id, so that neither tells their address.
record KnownPasskeys(List<RegisteredCredential> keys) implements CredentialRepository {
  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String username) {
    return keys.stream()
        .filter(key -> name(key.getUserHandle()).equals(username))
        .map(key -> PublicKeyCredentialDescriptor.builder().id(key.getCredentialId()).build())
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String username) {
    return keys.stream()
        .map(RegisteredCredential::getUserHandle)
        .filter(handle -> name(handle).equals(username))
        .findFirst();
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray handle) {
    return keys.stream()
        .map(RegisteredCredential::getUserHandle)
        .filter(handle::equals)
        .findFirst()
        .map(KnownPasskeys::name);
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray handle) {
    return lookupAll(credentialId).stream()
        .filter(key -> key.getUserHandle().equals(handle))
        .findFirst();
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
    return keys.stream()
        .filter(key -> key.getCredentialId().equals(credentialId))
        .collect(Collectors.toSet());
  }

  private static String name(ByteArray handle) {
    return PasskeyVerifier.userOf(handle).toString();
  }
}
