package coffer.core.merchant;

import coffer.core.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// An API key of an organization or a partner, without the key itself: the database keeps only its
/// SHA-256.
///
/// @param projectId the only project that it gives access to
/// @param dialect the API that it is for: `coffer`
/// @param hint its first characters, to distinguish keys
/// @param cidrs the client addresses that may use it; empty = all
/// @param origins the web pages that may use a publishable key: `https://shop.example.com`; `*` =
///     any
public record ApiKey(
    long id,
    UUID publicId,
    Optional<Long> projectId,
    String dialect,
    Kind kind,
    String hint,
    Optional<String> publicKey,
    Set<Scope> scopes,
    List<Cidr> cidrs,
    Set<String> origins,
    String name,
    Instant createdAt,
    Optional<Instant> revokedAt) {

  /// What a key gives access to.
  public enum Kind {
    /// the whole organization, with all its projects
    ACCOUNT("account"),
    /// one project
    PROJECT("project"),
    /// one project, from the browser of a payer: the key is public, so it may only create invoices
    PUBLISHABLE("publishable"),
    /// the users of a partner and their organizations, but nothing that belongs to a merchant
    PARTNER("partner");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    /// @throws IllegalArgumentException if there is no such kind
    public static Kind of(String text) {
      for (var kind : values()) if (kind.text.equals(text)) return kind;
      throw new IllegalArgumentException("there is no kind of key " + text);
    }

    /// All scopes that a key of this kind may have.
    public Set<Scope> most() {
      return switch (this) {
        case ACCOUNT, PROJECT -> Scope.all();
        case PUBLISHABLE -> Set.of(Scope.INVOICES_WRITE);
        case PARTNER -> Set.of();
      };
    }
  }
}
