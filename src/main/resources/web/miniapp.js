// Makes a button of each <div data-ocp-pay>: a link to a payment widget of the server that this script comes from.
(() => {
'use strict';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TEXTS = { en: 'Pay with crypto', ru: 'Оплатить криптовалютой' };
const NAMES = {
  orderId: 'payinCryptoInvoiceId',
  amount: 'payinCryptoInvoiceAmount',
  currency: 'payinCryptoInvoiceCurrencies',
  description: 'payinCryptoInvoiceDesc',
  coins: 'payinCryptoCurrenciesTo',
  payerEmail: 'payerEmail',
  returnUrl: 'returnUrl',
  lang: 'lang',
  theme: 'theme',
};
const STYLE = `
:host { display: inline-block; max-width: 100%; }
a {
  display: inline-flex; align-items: center; justify-content: center; box-sizing: border-box; min-height: 48px; max-width: 100%;
  padding: 10px 22px; border-radius: 12px; background: #2f55d4; color: #fff;
  font: 600 16px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; text-decoration: none; text-align: center;
}
a:hover { background: #2445b4; }
a:focus-visible { outline: 3px solid #8ea6ff; outline-offset: 2px; }
`;

const script = document.currentScript ?? document.querySelector('script[src*="/miniapp.js"]');
const home = script.src.replace(/\/miniapp\.js([?#].*)?$/, '');
const shown = new WeakMap(); // element -> the address of its button

function address(element) {
  const data = element.dataset;
  if (!ID.test(data.widgetId ?? '')) return fail(element, 'data-widget-id is missing, or is no id of a widget');
  if (!data.orderId) return fail(element, 'data-order-id is missing');
  const query = new URLSearchParams();
  for (const [name, parameter] of Object.entries(NAMES)) if (data[name]) query.set(parameter, data[name]);
  return `${home}/widget/${data.widgetId}?${query}`;
}

function fail(element, reason) {
  console.error('miniapp.js:', reason, element);
  return '';
}

function render(element) {
  const url = address(element);
  if (shown.get(element) === url) return;
  shown.set(element, url);
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  root.replaceChildren();
  if (!url) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = TEXTS[element.dataset.lang] ?? TEXTS[document.documentElement.lang.slice(0, 2)] ?? TEXTS.en;
  link.addEventListener('click', (event) => {
    const app = window.Telegram?.WebApp;
    if (!app?.initData || !app.openLink) return;
    event.preventDefault();
    app.openLink(url);
  });
  root.append(link);
}

function renderAll() {
  for (const element of document.querySelectorAll('div[data-ocp-pay]')) render(element);
}

function start() {
  renderAll();
  new MutationObserver(renderAll).observe(document.documentElement, { childList: true, subtree: true, attributes: true });
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
})();
