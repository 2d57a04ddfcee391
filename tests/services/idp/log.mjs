// Writes down each request: what was asked, by whom, and the answer; no token, code or secret.
import { createHash } from 'node:crypto';

const PLAIN = ['audience', 'client_id', 'code_challenge_method', 'grant_type', 'prompt', 'redirect_uri',
  'resource', 'response_type', 'scope', 'token_type_hint'];
const SECRET = ['token', 'refresh_token', 'device_code', 'client_secret', 'code_verifier', 'code', 'state', 'nonce'];

// So that two lines can be told to be about the same secret.
const digest = (secret) => createHash('sha256').update(secret).digest('hex').slice(0, 12);

function parameters(given) {
  const of = (names, shown) => names
    .filter((name) => typeof given[name] === 'string').map((name) => [name, shown(given[name])]);
  return Object.fromEntries([...of(PLAIN, (value) => value), ...of(SECRET, digest)]);
}

export const logging = (write) => async (context, next) => {
  const time = Date.now();
  try {
    await next();
  } finally {
    const { authorization = '', referer = '', 'user-agent': agent = '' } = context.request.headers;
    const [scheme, credential = ''] = authorization.split(' ');
    const basic = scheme === 'Basic' ? Buffer.from(credential, 'base64').toString().split(':')[0] : '';
    write({
      time,
      method: context.method,
      path: context.path,
      status: context.status,
      error: context.body?.error ?? '',
      authorization: scheme,
      client: decodeURIComponent(basic) || context.oidc?.params?.client_id || '',
      parameters: parameters({ ...context.query, ...context.oidc?.body }),
      agent,
      referer,
    });
  }
};
