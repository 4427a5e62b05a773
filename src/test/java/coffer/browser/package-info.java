/// The pages in a real browser, over a real server: [coffer.browser.Chromium] is the browser,
/// [coffer.browser.Visit] is one payer with an eye on everything that a page should not do, and
/// [coffer.app.Storefront] is the server.
package coffer.browser;
