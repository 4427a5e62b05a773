// What can go wrong. Passing troubles (busy, away) are tried again, the others are told.
class Trouble extends Error {
  constructor(kind, message, seconds) {
    super(message);
    this.kind = kind;
    this.passing = kind === 'busy' || kind === 'away';
    this.seconds = seconds || 0;
  }
}

class Api {
  // base: what stands before /widget.js
  constructor(base, key) {
    this.base = base;
    this.key = key;
  }

  // GET /v1/..., or POST where there is a body.
  async ask(path, body) {
    const answer = await this.send(`/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { Authorization: `Bearer ${this.key}`, Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    return answer.data;
  }

  // What a payer is shown of an invoice; "renew" makes its sum anew.
  look(id, language, renew) {
    return this.send(`/widget/${encodeURIComponent(id)}${renew ? '/renew' : ''}?language=${language}`, { method: renew ? 'POST' : 'GET' });
  }

  async send(path, request) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 20000);
    try {
      const answer = await fetch(this.base + path, { ...request, signal: stop.signal, credentials: 'omit', cache: 'no-store', redirect: 'error' });
      this.heard = true;
      const text = await answer.json().catch(() => null);
      if (answer.ok && text) return text;
      throw trouble(answer, text || {});
    } catch (error) {
      throw error instanceof Trouble ? error : await this.unheard(error);
    } finally {
      clearTimeout(timer);
    }
  }

  // A browser does not say why it hears nothing. If the script itself can be had, this page is not let in.
  async unheard(error) {
    try {
      const answer = await fetch(`${this.base}/widget.js`, { credentials: 'omit', cache: 'no-cache' });
      if (answer.ok && !this.heard && error.name !== 'AbortError') {
        return new Trouble('origin', `the key does not let in ${location.origin}, or the server gave an answer without CORS`);
      }
    } catch {
      // the network
    }
    return new Trouble('away', String(error));
  }
}

function trouble(answer, body) {
  const message = `${answer.status} ${body.message || ''}`;
  const wait = Number(answer.headers.get('Retry-After'));
  if (answer.status === 429) return new Trouble('busy', message, wait || 15);
  if (answer.status >= 500) return new Trouble('away', message, wait);
  if (answer.status === 401 || answer.status === 403) return new Trouble('key', message);
  if (body.errors?.order_id) return new Trouble('order', message);
  return new Trouble('request', message);
}
