package coffer.web.cabinet;

/// One page or act of the cabinet. The routes are data: a test visits each of them with each role.
///
/// @param path below `/cabinet`, with the parameters of its place: `/p/{project}/invoices`
/// @param needsConfirmation whether the person must have proved recently who they are
/// @param handler gets a request whose person, place and permission are checked
public record CabinetRoute(
    Kind kind,
    String path,
    Place place,
    Permission permission,
    boolean needsConfirmation,
    PageHandler handler) {

  public enum Kind {
    /// shows something: `GET`
    PAGE,
    /// changes something: `POST`, from a form of a page
    ACT
  }

  /// To whom a page belongs. It decides who can see it; others get the answer for a missing page.
  public enum Place {
    /// the person who is signed in
    PERSON(""),
    /// an organization of which the person is a member
    ORGANIZATION("/o/{organization}"),
    /// a project of such an organization
    PROJECT("/p/{project}"),
    /// the whole server, for the operator's staff
    OPERATOR("/operator");

    private final String prefix;

    Place(String prefix) {
      this.prefix = prefix;
    }

    String prefix() {
      return prefix;
    }
  }

  @FunctionalInterface
  public interface PageHandler {
    /// Answers the request, in one transaction or several.
    Reply handle(CabinetRequest request);
  }

  static CabinetRoute page(Place place, String path, Permission permission, PageHandler handler) {
    return new CabinetRoute(Kind.PAGE, place.prefix + path, place, permission, false, handler);
  }

  static CabinetRoute act(Place place, String path, Permission permission, PageHandler handler) {
    return new CabinetRoute(Kind.ACT, place.prefix + path, place, permission, false, handler);
  }

  /// The same act, for a person who proved recently who they are.
  CabinetRoute whenConfirmed() {
    return new CabinetRoute(kind, path, place, permission, true, handler);
  }
}
