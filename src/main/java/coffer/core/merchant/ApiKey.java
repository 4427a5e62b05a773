package coffer.core.merchant;

import coffer.core.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A key of an organization, without the key itself: only its SHA-256 is kept.
///
/// @param dialect the API it is for: `coffer`
/// @param hint its first characters, to tell keys apart
/// @param cidrs where it may be used from; empty = anywhere
/// @param origins the web pages that may use a publishable key: `https://shop.example.com`; `*` =
///     any
public record ApiKey(
    long id,
    UUID publicId,
    long organizationId,
    Optional<Long> projectId,
    String dialect,
    Kind kind,
    String hint,
    Set<Scope> scopes,
    List<Cidr> cidrs,
    Set<String> origins,
    String name,
    Instant createdAt,
    Optional<Instant> revokedAt) {

  /// Whom a key speaks for.
  public enum Kind {
    /// the whole organization, every project of it
    ACCOUNT("account"),
    /// one project
    PROJECT("project"),
    /// one project, from the browser of a payer: known to everyone, so it may only make invoices
    PUBLISHABLE("publishable");

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

    /// The scopes that a key of this kind may have at most.
    public Set<Scope> most() {
      return switch (this) {
        case ACCOUNT, PROJECT -> Scope.all();
        case PUBLISHABLE -> Set.of(Scope.INVOICES_WRITE);
      };
    }
  }
}
