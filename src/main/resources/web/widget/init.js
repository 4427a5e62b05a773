// What the shop's page sees of all this: GetCrypto.init.
const running = new Map(); // element -> widget
let sheet;

// Works where the page's policy forbids inline styles; older browsers need a <style> element.
function style(root) {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(CSS_TEXT);
    root.adoptedStyleSheets = [sheet];
  } else {
    root.append(make('style', { nonce: script?.nonce || null }, CSS_TEXT));
  }
}

function price({ amount, currency, language }) {
  const code = currency.toUpperCase();
  if (!['USD', 'EUR', 'RUB'].includes(code)) return `${amount} ${code}`;
  return new Intl.NumberFormat(language, { style: 'currency', currency: code, maximumFractionDigits: 8 }).format(amount);
}

function duration(seconds, dayWord) {
  const two = (number) => String(number).padStart(2, '0');
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (days) return `${days} ${dayWord} ${two(hours)}:${rest}`;
  return hours ? `${hours}:${rest}` : rest;
}

// A payer who comes back to the page finds the payment that was begun.
const place = ({ projectId, orderId }) => `getcrypto:${projectId}:${orderId}`;

function remember(options, id) {
  try {
    if (id) sessionStorage.setItem(place(options), id);
    else sessionStorage.removeItem(place(options));
  } catch {
    // not allowed here
  }
}

function recall(options) {
  try {
    return sessionStorage.getItem(place(options));
  } catch {
    return null;
  }
}

function fits(invoice, { amount, currency }) {
  return invoice.currency === currency && invoice.input_amount === Number(amount) && !['expired', 'cancelled'].includes(invoice.status);
}

function forgiven(error) {
  if (error instanceof Trouble) return null;
  throw error;
}

function complain(message) {
  console.error(`GetCrypto.init: ${message}`);
  return null;
}

function speaks(language) {
  const tag = String(language || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  return Object.hasOwn(WORDS, tag) ? tag : 'en';
}

// Shows a payment form in an element of the page.
//
// returns a handle with close(), or null if something is missing
function init(given) {
  const missing = NEEDED.filter((name) => !given || given[name] === undefined || given[name] === null || given[name] === '');
  if (missing.length) return complain(`missing: ${missing.join(', ')}`);
  if (!(Number(given.amount) > 0)) return complain(`amount is not a positive number: ${given.amount}`);
  const options = { ...given, language: speaks(given.language), currency: String(given.currency).toLowerCase() };
  const handle = { close: () => { handle.closed = true; handle.widget?.close(); } };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => begin(handle, options));
  else begin(handle, options);
  return { close: handle.close };
}

function begin(handle, options) {
  const element = document.getElementById(options.elementId);
  if (!element) return complain(`there is no element with the id "${options.elementId}"`);
  if (handle.closed) return null;
  if (!String(options.apiKey).startsWith('gc_pub_')) console.warn('GetCrypto: whoever opens this page can read this key. Use a publishable one (gc_pub_...).');
  const before = running.get(element);
  const same = JSON.stringify(options);
  if (before && !before.widget.closed && before.same === same) return void (handle.widget = before.widget);
  before?.widget.close();
  handle.widget = new Widget(element, options, BASE);
  running.set(element, { widget: handle.widget, same });
  return null;
}

const NEEDED = ['apiKey', 'elementId', 'projectId', 'amount', 'currency', 'orderId'];
const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
if (!script) throw new Error('GetCrypto: load the script from its server, by its address');
const BASE = new URL('.', script.src).href.replace(/\/$/, '');

if (window.GetCrypto) console.warn('GetCrypto: the script is in this page twice.');
else window.GetCrypto = Object.freeze({ init });
