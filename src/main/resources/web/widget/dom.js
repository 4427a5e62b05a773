// Elements without markup: what comes from elsewhere becomes text or an attribute, never HTML.
const SVG = 'http://www.w3.org/2000/svg';

// make('p', {class: 'hint'}, 'text', element, null)
function make(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function draw(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

const ICONS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M11.5 9h6A2.5 2.5 0 0 1 20 11.5v6a2.5 2.5 0 0 1-2.5 2.5h-6A2.5 2.5 0 0 1 9 17.500v-6A2.5 2.5 0 0 1 11.5 9zM5.5 15H5a1.5 1.5 0 0 1-1.500-1.500V5A1.5 1.5 0 0 1 5 3.500h8.500A1.5 1.5 0 0 1 15 5v.5',
  warning: 'M12 4L2.800 19.500h18.400zM12 10v4.500M12 17v.1',
  info: 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18M12 11v5.500M12 7.700v.1',
  wallet: 'M4 7.500A2.5 2.5 0 0 1 6.500 5H17v3M6.500 8h11.500a2.5 2.5 0 0 1 2.500 2.500v6.500a2.5 2.5 0 0 1-2.500 2.500H6.500A2.5 2.5 0 0 1 4 17V7.500M16.500 13.700h.1',
  clock: 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18M12 7v5.300l3.300 2',
  refresh: 'M19.500 12a7.5 7.5 0 1 1-2.300-5.400M19.500 3.500V8H15',
  spinner: 'M12 3a9 9 0 0 1 9 9',
};

function icon(name) {
  return draw('svg', { class: `icon icon-${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    name === 'spinner' && draw('circle', { cx: 12, cy: 12, r: 9, opacity: 0.22 }), draw('path', { d: ICONS[name] }));
}

// A coin's disc with its sign: filled, or drawn as a line.
const COINS = {
  usdt: ['#26a17b', 'M8.500 8h15v3.900h-5.400v2.300c3.600.2 6.200 1 6.200 1.900s-2.600 1.700-6.200 1.900v6.200h-4.200V18c-3.600-.2-6.200-1-6.200-1.900s2.600-1.700 6.200-1.900v-2.300H8.500zm5.400 7.500c-2.700.1-4.600.4-4.600.8 0 .5 2.800.9 6.700.9s6.700-.4 6.700-.9c0-.4-1.900-.7-4.600-.8v1.200h-4.200z'],
  usdc: ['#2775ca', '', 'M19.300 12.800c-.3-1.500-1.600-2.300-3.300-2.300-1.900 0-3.300 1-3.300 2.700 0 3.700 6.700 1.800 6.700 5.500 0 1.700-1.500 2.800-3.400 2.800-1.800 0-3.200-.9-3.500-2.500M16 8.300v2.200M16 21.500v2.200M11.700 6.600a10.3 10.3 0 0 0 0 18.800M20.300 6.600a10.3 10.3 0 0 1 0 18.800'],
  btc: ['#f7931a', '', 'M12 9v14M10 9h7.300a3.4 3.4 0 0 1 0 7H12M17.500 16h.7a3.5 3.5 0 0 1 0 7H10M14 6.500V9M17.500 6.500V9M14 23v2.500M17.500 23v2.500'],
  eth: ['#627eea', 'M16 5L8.600 17.200l7.400-3.300 7.400 3.300zM16 27v-5.300l-7.400-4.900zM16 27v-5.300l7.400-4.900z'],
};

function coin(code) {
  const [color, shape, line] = COINS[code.toLowerCase()] || ['#64708a', '', 'M16 9a7 7 0 1 1 0 14a7 7 0 1 1 0-14M16 12.500v7'];
  return draw('svg', { class: 'coin', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    draw('circle', { cx: 16, cy: 16, r: 16, fill: color }),
    draw('path', { d: shape, fill: '#fff' }),
    draw('path', { d: line || '', class: 'coin-line' }));
}

function qr(code, label) {
  const all = code.size + 8;
  return draw('svg', { viewBox: `-4 -4 ${all} ${all}`, role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' },
    draw('path', { d: code.path }));
}

// A page elsewhere: nothing that a browser would run.
function web(url) {
  try {
    const parsed = new URL(url);
    return /^https?:$/.test(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

function wallet(uri) {
  return /^(bitcoin|ethereum|tron):[\w:@./?&=%+-]+$/i.test(uri || '') ? uri : null;
}

// The old way, where there is no clipboard: without https, or not allowed.
async function copyText(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make('textarea', { class: 'unseen', readonly: true });
    field.value = text;
    const before = root.activeElement;
    root.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    before?.focus();
    return done;
  }
}

// Is the page behind the form dark? Then so is the form.
function isDark(root) {
  const canvas = make('i');
  canvas.style.backgroundColor = 'canvas'; // light or dark, as the page declares
  root.append(canvas);
  const shade = (element) => (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) || []).map(Number);
  let behind = shade(canvas);
  canvas.remove();
  for (let at = root.host.parentElement; at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = shade(at);
    if (alpha > 0.5) {
      behind = [red, green, blue];
      break;
    }
  }
  return behind[0] * 0.299 + behind[1] * 0.587 + behind[2] * 0.114 < 110;
}
