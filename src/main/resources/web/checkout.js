// Keeps a payment page up to date. Without it the page works, a little slower.
const main = document.getElementById('checkout');
const announcer = document.getElementById('announce');
const offline = document.getElementById('offline');
const parts = new Map(); // name -> as the server wrote it
let ahead = 0; // the server's clock minus ours, in ms
let asked = 0; // the deadline for which we have already asked what comes after it

const state = () => document.getElementById('state');
const ended = () => state().dataset.last === 'true';

// What the page looks like

function remember() {
  for (const part of main.querySelectorAll('[data-part]')) parts.set(part.dataset.part, part.outerHTML);
}

function show(html) {
  const next = new DOMParser().parseFromString(html, 'text/html').getElementById('state');
  if (!next) return;
  const now = state();
  const focused = document.activeElement && document.activeElement.id;
  const news = next.dataset.announce !== now.dataset.announce;
  for (const attribute of next.attributes) now.setAttribute(attribute.name, attribute.value);
  for (const part of next.querySelectorAll('[data-part]')) {
    const name = part.dataset.part;
    if (parts.get(name) === part.outerHTML) continue;
    parts.set(name, part.outerHTML);
    const fresh = document.adoptNode(part);
    if (news) fresh.classList.add('changed');
    now.querySelector(`[data-part="${name}"]`).replaceWith(fresh);
    enhance(fresh);
  }
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
  if (news) {
    document.title = next.dataset.title;
    announcer.textContent = next.dataset.announce;
  }
  setClock();
  tick();
  tell();
}

function enhance(root) {
  for (const button of root.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
  for (const field of root.querySelectorAll('[data-search]')) {
    field.parentElement.hidden = false;
    field.addEventListener('input', () => search(field));
    field.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  }
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', day: 'numeric', month: 'short' });
  for (const time of root.querySelectorAll('[data-local]')) time.textContent = format.format(new Date(Number(time.dataset.local)));
}

function search(field) {
  const words = field.value.toLowerCase().split(/\s+/);
  const coins = [...main.querySelectorAll('[data-find]')];
  for (const coin of coins) coin.hidden = !words.every((word) => coin.dataset.find.includes(word));
  main.querySelector('[data-nothing]').hidden = coins.some((coin) => !coin.hidden);
}

// Copying

async function copy(button) {
  if (!(await write(button.dataset.copy))) return;
  const word = button.querySelector('.copy__word');
  word.dataset.before ??= word.textContent;
  button.classList.add('copy--done');
  word.textContent = main.dataset.copied;
  announcer.textContent = '';
  announcer.textContent = main.dataset.copied;
  clearTimeout(button.timer);
  button.timer = setTimeout(() => {
    button.classList.remove('copy--done');
    word.textContent = word.dataset.before;
  }, 2500);
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard without https, or not allowed: the old way.
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'unseen';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

// Counting down, by the server's clock

function setClock() {
  ahead = Number(state().dataset.now) - Date.now();
}

function tick() {
  const time = main.querySelector('[data-until]');
  if (!time) return;
  const until = Number(time.dataset.until);
  const seconds = Math.max(0, Math.ceil((until - Date.now() - ahead) / 1000));
  const label = time.parentElement.querySelector('[data-left]');
  if (label.textContent !== label.dataset.left) label.textContent = label.dataset.left;
  time.textContent = duration(seconds);
  time.parentElement.classList.toggle('countdown--soon', seconds < 60);
  if (seconds === 0 && asked !== until) {
    asked = until;
    setTimeout(ask, 1000);
  }
}

function duration(seconds) {
  const two = (n) => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (days) return `${days} ${main.dataset.days} ${two(hours)}:${rest}`;
  return hours ? `${hours}:${rest}` : rest;
}

// In a frame: telling the page around it how the payment goes. Only the origins that the merchant named receive it.

const parents = (main.dataset.frameOrigins ?? '')
  .split(' ')
  .filter((origin) => origin && (!location.ancestorOrigins || location.ancestorOrigins[0] === origin));
let told;

function tell() {
  const message = state().dataset.message;
  if (!message || message === told || window.parent === window) return;
  told = message;
  for (const origin of parents) window.parent.postMessage(JSON.parse(message), origin);
}

// Hearing of changes: told by the server, or, where that does not get through, asked for

let source;
let timer;
let wait = 4000;
let turn = 0; // counts what was told and asked
const SILENCE = 25000; // the server sends a beat every 10 s
const PATIENCE = 8000;
let heard = 0; // when the stream last said anything
let shown = 0; // the turn of what is shown: an answer to an earlier one is old, and must not ask for money again

function listen() {
  if (ended() || !window.EventSource) return poll();
  source?.close();
  source = new EventSource(main.dataset.events);
  source.addEventListener('open', () => {
    clearTimeout(timer);
    wait = 4000;
    reached();
  });
  source.addEventListener('beat', reached);
  source.addEventListener('page', (event) => {
    shown = ++turn;
    reached();
    show(event.data);
    if (ended()) source.close();
  });
  source.addEventListener('error', () => {
    clearTimeout(timer);
    timer = setTimeout(poll, 1500);
  });
}

function reached() {
  heard = Date.now();
  offline.hidden = true;
}

function lost() {
  if (!offline.hidden || ended()) return;
  offline.hidden = false;
  announcer.textContent = offline.textContent;
}

// A connection can die without a word.
function watch() {
  if (ended() || source?.readyState !== EventSource.OPEN || Date.now() - heard < SILENCE) return;
  listen();
  ask();
}

async function ask() {
  const mine = ++turn;
  try {
    const answer = await fetch(main.dataset.state, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(answer.status);
    const html = await answer.text();
    if (mine > shown) {
      shown = mine;
      show(html);
    }
    offline.hidden = true;
    return true;
  } catch {
    lost();
    return false;
  }
}

async function poll() {
  clearTimeout(timer);
  if (ended()) return;
  const heard = await ask();
  wait = heard ? 4000 : Math.min(wait * 1.6, 60000);
  const silent = !source || source.readyState === EventSource.CLOSED;
  if (heard && silent && window.EventSource && Math.random() < 0.2) return listen();
  if (silent || !heard || source.readyState !== EventSource.OPEN) timer = setTimeout(poll, wait);
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !ended()) ask();
});
window.addEventListener('offline', lost);
window.addEventListener('online', () => {
  if (!ended()) ask();
});
window.addEventListener('pageshow', (event) => {
  if (event.persisted) listen();
});

remember();
enhance(main);
setClock();
tick();
setInterval(() => {
  tick();
  watch();
}, 500);
tell();
if (!ended()) listen();
