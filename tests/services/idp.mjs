// A real OpenID provider on loopback, for the tests: node idp.mjs OPTIONS, which are JSON:
//
//   port            number; 0 is a free one
//   certificate     { cert, key }: PEM files, for https on `localhost`; else http on 127.0.0.1
//   log             file: a line of JSON for each request, written before it is answered
//   state           file: what it knows, read at the start and written at the end
//   accessLifetime, refreshLifetime, deviceLifetime    seconds
//   interval        seconds that a device has to wait; null: it is not told, and 5 counts
//   rotate          whether a refresh token is good for one refresh only
//   refresh, device, revocation     whether there is such a thing
//   header          whether a client's secret is taken from a header, too, and not from the form only
//   tokenDelay      milliseconds before the token endpoint answers
//   redirect        the only redirect URI of the client `exact`
//
// Prints "ISSUER <url>" when it listens. Any login name and password are good.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { clients } from './idp/clients.mjs';
import { logging } from './idp/log.mjs';
import { Memory } from './idp/memory.mjs';
import { patience } from './idp/patience.mjs';
import { load } from './modules.mjs';

const { default: Provider } = await load('oidc-provider');
const options = JSON.parse(process.argv[2]);
const state = options.state && existsSync(options.state)
  ? JSON.parse(readFileSync(options.state, 'utf8')) : newState();
const memory = new Memory(state.entries);

function newState() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'key', use: 'sig', alg: 'RS256' };
  return { keys: [key], cookies: [randomBytes(16).toString('hex')], entries: [] };
}

let answer;
const listener = (request, response) => answer(request, response);
const server = options.certificate
  ? createHttpsServer({
    cert: readFileSync(options.certificate.cert), key: readFileSync(options.certificate.key),
  }, listener)
  : createHttpServer(listener);
await new Promise((done) => { server.listen(options.port, '127.0.0.1', done); });
const { port } = server.address();
const issuer = options.certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;

const accessTokenTTL = options.accessLifetime;
const provider = new Provider(issuer, {
  adapter: memory.adapter(),
  clients: clients(options),
  jwks: { keys: state.keys },
  cookies: { keys: state.cookies },
  scopes: ['openid', 'offline_access', 'channel:read', 'channel:upload'],
  claims: { openid: ['sub'], email: ['email'], profile: ['name', 'preferred_username'] },
  findAccount: (_context, name) => ({
    accountId: name,
    claims: () => ({
      sub: name, name, preferred_username: name, email: `${name}@example.com`,
    }),
  }),
  ttl: {
    AccessToken: accessTokenTTL,
    AuthorizationCode: 60,
    DeviceCode: options.deviceLifetime,
    Grant: 86400,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: options.refreshLifetime,
    Session: 86400,
  },
  clientAuthMethods: ['none', ...(options.header ? ['client_secret_basic'] : []), 'client_secret_post'],
  rotateRefreshToken: options.rotate,
  issueRefreshToken: (_context, client, code) => options.refresh
    && client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  extraParams: ['audience'],
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: options.device },
    introspection: { enabled: true },
    revocation: { enabled: options.revocation },
    // With a resource or an audience the access token is a JWT for it, else an opaque one.
    resourceIndicators: {
      enabled: true,
      defaultResource: (context) => context.oidc.params?.audience,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, audience) => ({
        audience,
        scope: 'channel:read channel:upload',
        accessTokenTTL,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});
provider.on('server_error', (_context, error) => console.error('server_error', error));
provider.use(logging((line) => appendFileSync(options.log, `${JSON.stringify(line)}\n`)));
if (options.device) provider.use(patience(options.interval));
provider.use(async (context, next) => {
  await next();
  if (context.path === '/token') await sleep(options.tokenDelay);
});
answer = provider.callback();
console.log(`ISSUER ${issuer}`);

process.on('SIGTERM', () => {
  if (options.state) writeFileSync(options.state, JSON.stringify({ ...state, entries: memory.entries() }));
  process.exit(0);
});
