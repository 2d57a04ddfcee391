// The person without a browser: follows redirects, keeps cookies, sends the forms.
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

export async function visit(url, settings, did) {
  const provider = new URL(url).origin;
  const client = new Client();
  let page = await client.get(url);
  while (page.url.startsWith(provider)) {
    const next = answer(page, settings);
    if (!next) break;
    did(next.step);
    if (next.step === 'close the window') return {};
    page = next.form ? await client.post(next.to, next.form) : await client.get(next.to);
  }
  const { url: at, status, headers, text } = page;
  return {
    url: at, status, headers, others: [], title: /<title>(.*?)<\/title>/s.exec(text)?.[1] ?? '', text,
  };
}

function answer({ text, url }, { name, answer: wish, code }) {
  const form = read(text);
  if (!form) return null;
  const { values } = form;
  const to = new URL(form.action || url, url);
  const send = (step, more) => ({ step, to, form: { ...values, ...more } });
  if (wish === 'close' && (values.prompt || values.confirm)) return { step: 'close the window' };
  if (wish === 'deny' && values.confirm) return send('abort', { confirm: '', abort: 'yes' });
  if (wish === 'deny' && values.prompt === 'consent') {
    return { step: 'cancel', to: new URL(/href="([^"]*)">\[ Cancel/.exec(text)[1], url) };
  }
  if (values.prompt === 'login') return send('sign in', { login: name, password: 'password' });
  if (values.prompt === 'consent') return send('consent');
  if (values.confirm) return send('confirm the code');
  if (values.user_code) return send('go on');
  return code && !text.includes('class="red"') ? send('type the code', { user_code: code }) : null;
}

// The first form of a page: where it goes, and what it holds.
function read(text) {
  const form = /<form[^>]*>.*?<\/form>/s.exec(text)?.[0];
  if (!form) return null;
  const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  const inputs = [...form.matchAll(/<input[^>]*>/gs)].map(([tag]) => tag);
  return {
    action: attribute(form, 'action').replaceAll('&amp;', '&'),
    values: Object.fromEntries(inputs.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')])),
  };
}

class Client {
  #cookies = new Map();

  get(url) {
    return this.#ask(new URL(url), 'GET', {}, '');
  }

  post(url, form) {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#ask(new URL(url), 'POST', type, new URLSearchParams(form).toString());
  }

  async #ask(url, method, headers, body) {
    const cookies = this.#cookies.get(url.origin) ?? new Map();
    this.#cookies.set(url.origin, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await exchange(url, method, { ...headers, ...(cookie && { cookie }) }, body);
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    const { location } = answer.headers;
    return location ? this.get(new URL(location, url)) : { url: url.href, ...answer };
  }
}

function exchange(url, method, headers, body) {
  const ask = url.protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const request = ask(url, { method, headers, agent: false, rejectUnauthorized: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({
        status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString(),
      }));
      response.on('error', reject);
    });
    request.setTimeout(30_000, () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body);
  });
}
