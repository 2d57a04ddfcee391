// Tells a device how long to wait between two questions, and says `slow_down` to one that does not
// (RFC 8628): both are left out by the provider.

// On a busy machine a request may take this much longer than the next.
const TOLERANCE = 500;

export function patience(interval) {
  const asked = new Map();
  const tooSoon = (code) => {
    const { last = 0, wait = (interval ?? 5) * 1000 } = asked.get(code) ?? {};
    const now = Date.now();
    const soon = now - last < wait - TOLERANCE;
    asked.set(code, { last: now, wait: soon ? wait + 5000 : wait });
    return soon;
  };
  return async (context, next) => {
    await next();
    const { body, path } = context;
    if (path === '/device/auth' && body?.device_code && interval !== null) {
      context.body = { ...body, interval };
    } else if (path === '/token' && body?.error === 'authorization_pending') {
      if (tooSoon(context.oidc.params.device_code)) {
        context.body = { error: 'slow_down', error_description: 'asked again too soon' };
      }
    }
  };
}
