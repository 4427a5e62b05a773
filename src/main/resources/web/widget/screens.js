// What is shown: functions of what is known, and of the widget for its words and deeds.
const NETWORKS = { bep20: 'BNB Smart Chain', trc20: 'TRON', erc20: 'Ethereum', btc: 'Bitcoin', eth: 'Ethereum' };
const TONES = { success: 'check', progress: 'spinner', warning: 'info', quiet: 'clock' };

function status(tone, sign, title, text, large) {
  return make('div', { class: large ? 'status large' : 'status', 'data-tone': tone },
    make('span', { class: 'sign', 'aria-hidden': 'true' }, sign === 'pulse' ? make('span', { class: 'pulse' }) : icon(sign)),
    make('div', { class: 'words' }, make('h2', { class: 'title', tabindex: -1 }, title), make('p', { class: 'text' }, text)));
}

function note(text, kind, sign) {
  return make('p', { class: `note ${kind}` }, icon(sign || 'info'), make('span', {}, text));
}

function button(label, main, act, sign) {
  return make('button', { type: 'button', class: main ? 'button main' : 'button', 'data-id': label, click: act }, sign ? icon(sign) : '', label);
}

function leave(say, url, done) {
  const to = web(url);
  return to && make('a', { class: done ? 'button main' : 'button', href: to, rel: 'noreferrer', 'data-id': 'leave' }, say(done ? 'page.continue' : 'page.leave'));
}

// Whose payment it is, and how much.
function title(say, name, price, badge) {
  return [
    make('p', { class: 'merchant' }, make('span', { class: 'mark', 'aria-hidden': 'true' }, [...(name.trim() || '·')][0]), make('span', { class: 'name' }, name), badge && make('span', { class: 'badge' }, badge)),
    make('p', { class: 'price' }, make('span', { class: 'unseen' }, `${say('page.due')}: `), price),
  ];
}

function loading(say) {
  return [make('div', { class: 'loading' }, icon('spinner'), make('p', {}, say('loading')))];
}

function failed(say, trouble, again) {
  return [
    status('warning', 'warning', say(`${trouble.kind}_title`), say(`${trouble.kind}_text`), true),
    again && button(say('again'), true, again, 'refresh'),
  ];
}

// The ways to pay: a coin on a network each.
function ways(offer) {
  return Object.entries(offer.methods).flatMap(([coin, method]) => Object.entries(method.networks).map(([network, { label }]) => {
    const standard = /\d/.test(label) ? label : '';
    const name = NETWORKS[network] || label;
    return { id: `${coin}:${network}`, coin, network, code: method.label, name, standard, full: standard ? `${name} (${standard})` : name, sum: offer.amounts[coin] };
  }));
}

// Chosen first, and made by the button: an order has one invoice, in one coin. pick(way) makes it.
function choices(say, offer, problem, before, pick) {
  const all = ways(offer);
  let chosen = all.find((way) => way.id === before?.id) || all[0];
  const head = [status('calm', 'wallet', say('stage.choose.title'), say('stage.choose.text')), problem && note(problem, 'problem')];
  if (!chosen) return [...head, note(say('no_methods'), 'problem')].filter(Boolean);
  const label = make('span', {});
  const turn = (way) => {
    chosen = way;
    label.textContent = say('choose.with', way.code, way.full);
  };
  turn(chosen);
  const card = (way) => make('label', { class: 'choice' },
    make('input', { type: 'radio', name: 'way', class: 'unseen', 'data-id': way.id, checked: way === chosen, change: () => turn(way) }),
    make('span', { class: 'card' },
      coin(way.coin),
      make('span', { class: 'words' }, make('b', {}, way.code), make('span', { class: 'network' }, way.name)),
      make('span', { class: 'sum' }, way.sum && `≈ ${way.sum}`, way.standard && make('span', { class: 'standard' }, way.standard))));
  return [
    ...head,
    make('fieldset', { class: 'choices' }, make('legend', { class: 'unseen' }, say('choose.legend')), all.map(card)),
    make('button', { type: 'button', class: 'button main', 'data-id': 'pick', click: () => pick(chosen) }, label),
  ].filter(Boolean);
}

// An invoice, as the server words it. widget: the deeds that its buttons stand for.
function bill(say, look, widget) {
  const large = !look.pay && !look.again;
  const head = status(look.tone, TONES[look.tone] || (look.again ? 'refresh' : 'pulse'), look.title, look.text, large);
  if (look.deadline) head.append(make('p', { class: 'countdown' }, `${look.deadline.label} `, make('time', {})));
  return [
    head,
    look.meter && make('div', { class: 'meter' },
      make('progress', { max: 100, value: look.meter.percent, 'aria-hidden': 'true' }), make('p', {}, look.meter.text)),
    look.notes.map((text) => note(text, '')),
    look.pay && pay(say, look.pay, widget),
    look.again && [button(look.again, true, () => widget.renew(), 'refresh'), make('p', { class: 'hint' }, say('again.sent'))],
    widget.waysOut(look),
  ].flat(2).filter(Boolean);
}

function pay(say, pay, widget) {
  const link = wallet(pay.wallet);
  return [
    make('div', { class: 'method' }, coin(pay.code), make('p', { class: 'words' }, make('span', { class: 'unseen' }, `${say('pay.method')}: `), make('b', {}, pay.code), ' ', make('span', { class: 'network' }, pay.network)), widget.change()),
    note(pay.warning, 'warning', 'warning'),
    make('div', { class: 'send' },
      make('div', { class: 'fields' },
        pay.amount && field(pay.amountLabel, make('span', { class: 'amount' }, make('span', { class: 'copyable', 'data-id': 'amount' }, pay.amount), ' ', make('small', {}, pay.code)), pay.amount, say('pay.copy_amount'), widget, say),
        pay.amount && make('p', { class: 'hint' }, pay.hint),
        field(say('pay.address'), make('span', { class: 'copyable address', 'data-id': 'address' }, ends(pay.address)), pay.address, say('pay.copy_address'), widget, say),
        link && make('a', { class: 'button main', href: link, 'data-id': 'wallet' }, icon('wallet'), say('pay.wallet'))),
      codes(say, pay.codes, widget)),
  ];
}

function field(label, value, text, copyLabel, widget, say) {
  const word = make('span', { class: 'copy-word', 'aria-hidden': 'true' }, say('pay.copy'));
  const copy = make('button', { type: 'button', class: 'copy', 'aria-label': copyLabel, 'data-id': copyLabel, click: () => widget.copy(text, copy, word) }, icon('copy'), icon('check'), word);
  return make('div', { class: 'field' }, make('p', { class: 'label' }, label), make('div', { class: 'box' }, make('p', { class: 'value' }, value), copy));
}

// The parts of an address that people compare stand out.
function ends(address) {
  return address.length < 14 ? address : [make('b', {}, address.slice(0, 6)), address.slice(6, -6), make('b', {}, address.slice(-6))];
}

function codes(say, all, widget) {
  const card = make('div', { class: 'qr-card' });
  const turn = (index) => {
    widget.code = index;
    card.replaceChildren(qr(all[index] || all[0], say('pay.qr_label')));
  };
  turn(widget.code || 0);
  const switches = all.length < 2 ? [] : all.map((code, index) => make('label', { class: 'qr-switch' },
    make('input', { type: 'radio', name: 'qr', class: 'unseen', 'data-id': `qr-${index}`, checked: index === (widget.code || 0), change: () => turn(index) }),
    make('span', {}, say(code.full ? 'pay.qr_full' : 'pay.qr_address'))));
  return make('fieldset', { class: 'qr' }, make('legend', { class: 'unseen' }, say('pay.qr')), card, make('div', { class: 'qr-switches' }, switches));
}
