// Who may ask the provider for tokens.

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

// The port of a native client's loopback redirect does not count (RFC 8252); host and path do.
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'].flatMap((host) => [
  `http://${host}`, `http://${host}/callback`, `http://${host}/auth/callback`,
]);

export function clients({ device, header, redirect }) {
  const usual = {
    application_type: 'native',
    redirect_uris: LOOPBACK,
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token', ...(device ? [DEVICE] : [])],
    token_endpoint_auth_method: 'none',
  };
  const secret = { client_secret: 'client-secret+/=%' };
  return [
    { ...usual, client_id: 'rattler' },
    { ...usual, client_id: 'conda' },
    ...(header ? [{
      ...usual, ...secret, client_id: 'basic', token_endpoint_auth_method: 'client_secret_basic',
    }] : []),
    { ...usual, ...secret, client_id: 'post', token_endpoint_auth_method: 'client_secret_post' },
    // A web client's redirect has to be the registered one, port and all.
    { ...usual, client_id: 'exact', application_type: 'web', redirect_uris: [redirect] },
    // The channel server, which asks what a token is good for.
    {
      client_id: 'channel',
      client_secret: 'channel',
      redirect_uris: [],
      response_types: [],
      grant_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ];
}
