package coffer.app;

import coffer.core.merchant.KeyList;
import coffer.core.merchant.Logos;
import coffer.core.user.Invitations;
import coffer.core.user.KnownBrowsers;
import coffer.core.user.Passkeys;
import coffer.core.user.Passwords;
import coffer.core.user.Sessions;
import coffer.core.user.SignInLimits;
import coffer.core.user.SignInLinks;
import coffer.core.user.Staff;
import coffer.core.wallet.Wallets;
import coffer.http.LoggedRequests;
import coffer.http.RequestLog;
import coffer.web.cabinet.KeyForm;
import coffer.web.cabinet.SignIn;
import java.util.List;

/// The limits of people in the cabinet, as `docs/limits.md` names them.
final class CabinetLimits {
  record Row(String what, String howMuch) {
    static Row of(String what, String howMuch, Object... numbers) {
      return new Row(what, String.format(java.util.Locale.ROOT, howMuch, numbers));
    }
  }

  private CabinetLimits() {}

  static List<Row> rows(RequestLog.Limits log) {
    var minutes = SignInLimits.WINDOW.toMinutes();
    return List.of(
        Row.of(
            "attempts to sign in with one e-mail address, except from browsers in which the person"
                + " signed in before",
            "%d in %d minutes",
            SignInLimits.MAX_PER_EMAIL,
            minutes),
        Row.of(
            "attempts of one such browser",
            "%d in %d minutes",
            SignInLimits.MAX_PER_EMAIL,
            minutes),
        Row.of(
            "attempts of one client, except from such browsers",
            "%d in %d minutes",
            SignInLimits.MAX_PER_CLIENT,
            minutes),
        Row.of(
            "passwords checked or set at once, on each server",
            "one for every two processors, and as many for people in a known browser; a request waits %d s at most",
            Passwords.MAX_WAIT.toSeconds()),
        Row.of(
            "one-time codes that a person enters",
            "%d in %d minutes, counted apart in browsers that are known",
            SignInLimits.MAX_PER_EMAIL,
            minutes),
        Row.of(
            "time to enter a one-time code after the password",
            "%d minutes",
            Sessions.MAX_CODE_WAIT.toMinutes()),
        Row.of("passkeys of a person", "%d", Passkeys.MAX_PER_USER),
        Row.of(
            "questions to browsers for a passkey that are open, of one client",
            "%d, each for %d minutes",
            Passkeys.MAX_OPEN,
            Passkeys.CEREMONY.toMinutes()),
        Row.of(
            "length of a password",
            "%d to %d characters",
            SignIn.MIN_PASSWORD,
            SignIn.MAX_PASSWORD),
        Row.of("sessions of a person", "%d", Sessions.MAX_PER_USER),
        Row.of(
            "duration of a session",
            "%d days; %d hours without a request",
            Sessions.MAX_AGE.toDays(),
            Sessions.MAX_IDLE.toHours()),
        Row.of(
            "browsers that are remembered for a person",
            "%d, for %d days",
            KnownBrowsers.MAX_PER_USER,
            KnownBrowsers.LIFETIME.toDays()),
        Row.of(
            "open invitations of an organization",
            "%d, for %d days",
            Invitations.MAX_OPEN,
            Invitations.LIFETIME.toDays()),
        Row.of("wallets of an organization, including replaced ones", "%d", Wallets.MAX_WALLETS),
        Row.of(
            "logo of a project, as it is sent",
            "%d KiB, sides of %d to %,d pixels",
            Logos.MAX_BYTES >> 10,
            Logos.MIN_SIDE,
            Logos.MAX_SIDE),
        Row.of("sign-in link", "one for a person, for %d days", SignInLinks.LIFETIME.toDays()),
        Row.of(
            "valid keys of one project, of all APIs, that people can make",
            "%,d",
            KeyList.MAX_VALID),
        Row.of("the same, with revoked keys", "%,d", KeyList.MAX_EVER),
        Row.of("client addresses of one key", "%d", KeyForm.MAX_CIDRS),
        Row.of("people of the operator's staff", "%d", Staff.MAX),
        Row.of(
            "time that the log of requests keeps a request",
            "`limits.request_log_days` = %d days",
            log.days()),
        Row.of(
            "requests of one project in the log",
            "`limits.request_log_lines` = %,d, up to %,d more for some minutes",
            log.lines(),
            RequestLog.SLACK),
        Row.of(
            "requests that wait to be written to the log, on each server",
            "%,d",
            RequestLog.MAX_WAITING),
        Row.of(
            "requests that one page of the log with a filter searches",
            "%,d",
            LoggedRequests.WINDOW));
  }
}
