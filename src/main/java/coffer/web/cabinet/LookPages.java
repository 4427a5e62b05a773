package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.merchant.AccentColor;
import coffer.core.merchant.Logos;
import coffer.core.merchant.Settings;
import coffer.core.merchant.Settings.Look;
import coffer.core.merchant.Settings.Support;
import coffer.db.Tx;
import coffer.http.FormFields;
import coffer.web.LookFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How payment pages look: logo, colour and contact, with a preview.
public final class LookPages {
  private static final String PATH = "/settings/look";
  private static final String USUAL = "#2f55d4";

  private final CabinetServices services;
  private final SettingsAudit settings;
  private final Logos logos = new Logos();

  LookPages(CabinetServices services) {
    this.services = services;
    this.settings = new SettingsAudit(services);
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, PATH, Permission.ADMINISTER, this::show),
        CabinetRoute.act(PROJECT, PATH + "/preview", Permission.ADMINISTER, this::preview),
        CabinetRoute.act(PROJECT, PATH, Permission.ADMINISTER, this::change).whenConfirmed());
  }

  /// The fields as they were typed.
  ///
  /// @param accent "" = the usual colour
  public record Typed(String accent, String supportUrl, String supportEmail) {
    static Typed of(Settings now) {
      return new Typed(
          now.look().accent().orElse(""),
          now.support().url().orElse(""),
          now.support().email().orElse(""));
    }

    static Typed of(FormFields form) {
      return new Typed(
          text(form, "accent"), text(form, "support_url"), text(form, "support_email"));
    }

    private static String text(FormFields form, String name) {
      return form.field(name).orElse("").strip();
    }

    private static Optional<String> given(String text) {
      return Optional.of(text).filter(it -> !it.isEmpty());
    }

    Settings over(Settings now, Optional<String> logo) {
      var color = given(accent).map(it -> AccentColor.parse(it).map(AccentColor::text).orElse(it));
      return now.change()
          .look(new Look(color, logo))
          .support(new Support(given(supportUrl), given(supportEmail)))
          .build();
    }
  }

  private Reply show(CabinetRequest request) {
    return page(request, 200, Typed.of(now(request)), "");
  }

  private Settings now(CabinetRequest request) {
    return services.db().tx(tx -> settings.get(tx, request.requireProject()));
  }

  private Reply page(CabinetRequest request, int status, Typed typed, String problem) {
    var color = AccentColor.parse(typed.accent.isEmpty() ? USUAL : typed.accent);
    var shown = color.map(it -> it.readable() ? it : it.nearest());
    return new Reply.Html(
        status,
        "settings-look",
        "title.settings-look",
        Map.of(
            "typed", typed,
            "logo", LookFiles.logo(now(request).look()),
            "style", shown.map(LookFiles::preview).orElse(""),
            "nearest", color.filter(it -> !it.readable()).map(it -> it.nearest().text()).orElse(""),
            "problem", problem));
  }

  /// Shows the typed values and keeps nothing.
  private Reply preview(CabinetRequest request) {
    var typed = Typed.of(request.form());
    var color = AccentColor.parse(typed.accent);
    boolean wrong = !typed.accent.isEmpty() && color.filter(AccentColor::readable).isEmpty();
    return page(request, wrong ? 422 : 200, typed, wrong ? "accent_color" : "");
  }

  private Reply change(CabinetRequest request) {
    var typed = Typed.of(request.form());
    try {
      services.db().run(tx -> change(tx, request, typed));
    } catch (Rejection.Refused e) {
      return page(request, 422, typed, SettingsPages.field(e));
    }
    return Reply.redirect(request.projectPath() + PATH, "settings_changed");
  }

  private void change(Tx tx, CabinetRequest request, Typed typed) {
    settings.change(
        tx, request, before -> typed.over(before, logo(tx, request, before.look().logo())));
  }

  /// The hash of the logo after the change.
  private Optional<String> logo(Tx tx, CabinetRequest request, Optional<String> before) {
    var picture = request.form().file("logo");
    if (picture.isPresent()) {
      var now = services.clock().instant();
      return Optional.of(logos.put(tx, request.requireProject(), picture.get(), now));
    }
    if (request.form().field("remove_logo").isEmpty()) return before;
    logos.remove(tx, request.requireProject());
    return Optional.empty();
  }
}
