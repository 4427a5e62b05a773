// One payment form in one element.
const OFTEN = 5000; // between two questions
const SELDOM = 30000; // once the time is over: a late payment may still come
const TURNS = 4; // after so many answers without news the page is asked for anew
const LEAVE = { paid: 6, overpaid: 15, cancelled: 10, expired: 30 }; // seconds until the way back is taken

class Closed extends Error {}

class Widget {
  constructor(element, options, base) {
    this.options = options;
    this.api = new Api(base, options.apiKey);
    this.words = WORDS[options.language];
    this.ahead = 0; // the server's clock minus ours, in ms
    this.say = (key, ...values) => this.words[key].replace(/\{(\d)}/g, (_, place) => values[place]);
    this.host = make('div');
    this.root = this.host.attachShadow({ mode: 'open' });
    style(this.root);
    this.title = make('div', { class: 'top' });
    this.body = make('div', { class: 'body' });
    this.offline = make('p', { class: 'offline', hidden: true }, this.say('page.offline'));
    this.announcer = make('p', { class: 'unseen', role: 'status' });
    this.foot = make('p', { class: 'foot' }, this.say('page.footer'));
    this.sheet = make('section', { class: 'sheet', lang: options.language, 'aria-label': this.say('region') },
      this.title, this.body, this.foot, this.offline, this.announcer);
    this.root.append(this.sheet);
    element.replaceChildren(this.host);
    this.paint();
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dark.addEventListener('change', this.paint);
    document.addEventListener('visibilitychange', this.woken);
    this.clock = setInterval(() => this.tick(), 500);
    this.run((live) => this.open(live));
  }

  paint = () => {
    const { theme } = this.options;
    this.sheet.dataset.theme = theme === 'dark' || (theme !== 'light' && isDark(this.root)) ? 'dark' : 'light';
  };

  woken = () => {
    if (document.visibilityState === 'visible') this.wake?.();
  };

  // Ends all that is under way. What is shown stays until something else is put there.
  close() {
    this.closed = true;
    this.wake?.(true);
    this.dark.removeEventListener('change', this.paint);
    document.removeEventListener('visibilitychange', this.woken);
    clearInterval(this.clock);
    clearTimeout(this.leaving);
  }

  // What happens, from here on in place of what happened before.
  async run(story) {
    const mine = (this.story = {});
    this.wake?.(true);
    const live = () => {
      if (!this.host.isConnected) this.close();
      if (this.closed || this.story !== mine) throw new Closed();
    };
    try {
      await story(live);
    } catch (error) {
      if (error instanceof Closed) return;
      console.error(`GetCrypto: ${error.kind || ''} ${error.message}`, error);
      this.emit('error', { kind: error.kind || 'ours', message: error.message });
      const trouble = { kind: this.words[`${error.kind}_title`] ? error.kind : 'request' };
      this.show('failed', failed(this.say, trouble, () => this.run((live) => this.open(live))));
    }
  }

  // Tries again until it works.
  async patiently(live, work, always) {
    for (let wait = 2; ; wait = Math.min(wait * 2, 60)) {
      try {
        const done = await work();
        live();
        this.offline.hidden = true;
        return done;
      } catch (error) {
        live();
        if (!(error instanceof Trouble) || !(error.passing || always)) throw error;
        this.offline.hidden = false;
        await this.pause(live, Math.max(wait, error.seconds) * 1000);
      }
    }
  }

  // Seldom while nobody looks; whoever comes back is told soon.
  async pause(live, length) {
    await new Promise((done) => {
      const from = Date.now();
      const timer = setTimeout(done, document.visibilityState === 'hidden' ? Math.max(length, SELDOM) : length);
      this.wake = (now) => {
        clearTimeout(timer);
        setTimeout(done, now ? 0 : Math.max(0, Math.min(length, OFTEN) - (Date.now() - from)));
      };
    });
    this.wake = null;
    live();
  }

  async open(live) {
    this.show('loading', loading(this.say));
    const { projectId, currency, language, amount, orderId } = this.options;
    const query = new URLSearchParams({ project_id: projectId, currency, language, amount, order_id: orderId });
    this.offer = await this.patiently(live, () => this.api.ask(`widget?${query}`));
    this.title.replaceChildren(...title(this.say, this.offer.project_name, price(this.options), null));
    this.emit('ready', this.offer);
    const read = (id) => this.patiently(live, () => this.api.ask(`invoices/${encodeURIComponent(id)}`));
    if (this.options.invoiceId) return this.follow(live, await read(this.options.invoiceId));
    const kept = recall(this.options);
    const invoice = kept && (await read(kept).catch(forgiven));
    return invoice && fits(invoice, this.options) ? this.follow(live, invoice) : this.choose();
  }

  // An order has one invoice, in one coin. Where that is not wanted any more, the shop's page may name another order.
  async renumber(live) {
    this.show('loading', loading(this.say));
    const orderId = String(await this.options.newOrder(this.options.orderId));
    live();
    this.options = { ...this.options, orderId, invoiceId: undefined };
  }

  async begin(live) {
    await this.renumber(live);
    await this.open(live);
  }

  async again(live, way) {
    await this.renumber(live);
    await this.make(live, way, true);
  }

  choose(problem) {
    this.offline.hidden = true;
    const pick = (way) => this.run((live) => this.make(live, (this.way = way)));
    this.show('choose', choices(this.say, this.offer, problem, this.way, pick), problem || this.say('stage.choose.title'));
  }

  async make(live, { coin, network }, anew) {
    const { projectId, currency, language, amount, orderId, customFields } = this.options;
    this.show('loading', loading(this.say), this.say('loading'));
    const fields = customFields === undefined ? undefined : typeof customFields === 'string' ? customFields : JSON.stringify(customFields);
    const order = { language, input_amount: Number(amount), currency, cryptocurrency: coin, project_id: projectId, order_id: orderId, network, custom_fields: fields };
    let invoice;
    try {
      invoice = await this.patiently(live, () => this.api.ask('invoices', order));
    } catch (error) {
      if (!['order', 'request'].includes(error.kind)) throw error;
      if (error.kind === 'order' && this.options.newOrder && !anew) return this.again(live, { coin, network });
      console.error(`GetCrypto: ${error.message}`);
      this.emit('error', { kind: error.kind, message: error.message });
      return this.choose(this.say(error.kind === 'order' ? 'order_text' : 'coin_problem'));
    }
    remember(this.options, invoice.id);
    this.emit('invoice', invoice);
    return this.follow(live, invoice);
  }

  // Asks how the invoice stands until nothing more is to be expected.
  async follow(live, first) {
    let invoice = first;
    for (let turn = 0, before = ''; ; turn++) {
      if (invoice.status !== this.status) this.turned(invoice);
      const news = [invoice.status, invoice.amount_paid, invoice.confirmations].join();
      if (news !== before || turn % TURNS === 0 || this.late()) {
        before = news;
        this.invoice = invoice;
        this.look = await this.patiently(live, () => this.api.look(invoice.id, this.options.language), true);
        this.shown();
      }
      if (this.look.last) return;
      await this.pause(live, this.look.over ? SELDOM : OFTEN);
      invoice = await this.patiently(live, () => this.api.ask(`invoices/${encodeURIComponent(first.id)}`), true);
    }
  }

  turned(invoice) {
    this.status = invoice.status;
    this.emit('status', invoice);
    if (invoice.status === 'paid' || invoice.status === 'expired') this.emit(invoice.status, invoice);
  }

  shown() {
    const { look } = this;
    this.ahead = look.now - Date.now();
    const same = JSON.stringify({ ...look, now: 0 });
    if (same === this.same && this.screen === look.stage) return;
    this.same = same;
    const { input_amount: amount, currency } = this.invoice;
    const asked = price({ ...this.options, amount, currency });
    this.title.replaceChildren(...title(this.say, this.offer.project_name, asked, look.test && this.say('page.test')));
    this.foot.textContent = look.test ? this.say('page.test_text') : this.say('page.footer');
    this.show(look.stage, bill(this.say, look, this), `${look.title}. ${look.text}`);
  }

  renew() {
    this.run(async (live) => {
      this.look = await this.patiently(live, () => this.api.look(this.invoice.id, this.options.language, true), true);
      this.shown();
      await this.follow(live, this.invoice);
    });
  }

  // Another coin is another order: see begin.
  change() {
    const free = this.options.newOrder && !this.look.meter;
    return free && make('button', { type: 'button', class: 'change', 'data-id': 'change', click: () => this.run((live) => this.begin(live)) }, this.say('choose.change'));
  }

  // Where a payer can go once there is nothing more to pay.
  waysOut(look) {
    const paid = look.stage === 'paid' || look.stage === 'overpaid';
    if (!look.over && !look.last) return [];
    const to = paid ? this.offer.success_url : this.offer.fail_url;
    const link = leave(this.say, to, paid);
    const seconds = link && this.options.redirect !== false && LEAVE[look.stage];
    const told = seconds && make('p', { class: 'hint', 'data-id': 'leaving' }, this.say('leaving', seconds));
    const stay = () => {
      clearTimeout(this.leaving);
      told && told.remove();
    };
    stay();
    if (seconds) this.leaving = setTimeout(() => location.assign(web(to)), seconds * 1000);
    const anew = !paid && this.options.newOrder && button(this.say('anew'), true, () => {
      stay();
      this.run((live) => this.begin(live));
    }, 'refresh');
    return [anew, link, told];
  }

  // Puts something else in place; the focus stays where it was, or goes to the headline.
  show(screen, nodes, announce) {
    const { activeElement } = this.root;
    const inside = this.body.contains(activeElement) || (this.lost && document.activeElement === document.body);
    const id = activeElement?.dataset.id;
    const news = screen !== this.screen;
    this.screen = this.sheet.dataset.screen = screen;
    this.body.setAttribute('aria-busy', String(screen === 'loading'));
    this.body.replaceChildren(...nodes);
    this.tick();
    const next = inside && ((id && this.body.querySelector(`[data-id="${CSS.escape(id)}"]`)) || this.body.querySelector('.title'));
    next?.focus?.({ preventScroll: true });
    this.lost = inside && !next;
    if (news && announce) this.announcer.textContent = announce;
  }

  async copy(text, button, word) {
    if (!(await copyText(text, this.root))) return;
    button.classList.add('done');
    word.textContent = this.say('pay.copied');
    this.announcer.textContent = '';
    this.announcer.textContent = this.say('pay.copied');
    setTimeout(() => {
      button.classList.remove('done');
      word.textContent = this.say('pay.copy');
    }, 2500);
  }

  // Whether the time that is counted down is over.
  late() {
    return Boolean(this.look?.deadline) && Date.now() + this.ahead >= this.look.deadline.at;
  }

  tick() {
    const time = this.body.querySelector('.countdown time');
    if (!time || !this.look?.deadline) return;
    const seconds = Math.max(0, Math.ceil((this.look.deadline.at - Date.now() - this.ahead) / 1000));
    time.textContent = duration(seconds, this.say('deadline.days'));
    time.parentElement.classList.toggle('soon', seconds < 60);
  }

  // Tells the shop's page: onPaid(detail), and an event 'getcrypto:paid' on the element.
  emit(name, detail) {
    try {
      this.options[`on${name[0].toUpperCase()}${name.slice(1)}`]?.(detail);
    } catch (error) {
      console.error(error);
    }
    this.host.dispatchEvent(new CustomEvent(`getcrypto:${name}`, { bubbles: true, detail }));
  }
}
