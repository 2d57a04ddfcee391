// The person at a real browser: Debian's Chromium, without a screen, with a profile of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { load } from '../modules.mjs';

const { chromium } = (await load('playwright-core')).default;

// Nothing outside this machine is looked up: the provider's pages name fonts.
const ALONE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';

export async function visit(url, settings, did) {
  const profile = mkdtempSync(join(tmpdir(), 'person-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    ignoreHTTPSErrors: true,
    args: [ALONE, '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const page = context.pages()[0] ?? await context.newPage();
    page.setDefaultTimeout(settings.seconds * 1000);
    return await sitAt(page, url, settings, did);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function sitAt(page, url, settings, did) {
  const provider = new URL(url).origin;
  const last = watch(page, provider);
  await page.goto(url);
  const until = Date.now() + settings.seconds * 1000;
  while (Date.now() < until) {
    await page.waitForLoadState();
    const { origin } = new URL(page.url());
    if (origin !== provider && page.url() !== 'about:blank') break;
    const step = await answer(page, settings);
    if (step === 'close') {
      did('close the window');
      return {};
    }
    if (step === null) break;
    if (step) did(step);
    else await page.waitForTimeout(50);
  }
  if (Date.now() >= until) throw new Error(`no end of it at ${page.url().split('?')[0]}`);
  await page.waitForTimeout(300); // What the page asks for by itself, it asks for now.
  if (settings.pictures) await takePictures(page, settings.pictures);
  return {
    ...await last(), title: await page.title(), text: await page.innerText('body'),
  };
}

// What is known of the page that was shown last, and what it asked for besides.
function watch(page, provider) {
  let shown;
  let others = [];
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) {
      shown = response;
      others = [];
    }
  });
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) others.push(request.url());
  });
  return async () => ({
    url: page.url(),
    status: shown?.status() ?? 0,
    headers: await shown?.allHeaders().catch(() => ({})) ?? {},
    others: page.url().startsWith(provider) ? [] : others,
  });
}

// Does what the page asks for. Returns what was done, nothing when the page is about to go, null
// when it asks for nothing.
async function answer(page, { name, answer: wish, code }) {
  const [password, typed, consent, confirm] = await Promise.all([
    'input[name=password]', 'input[name=user_code][type=text]', 'input[name=prompt][value=consent]',
    'form[id="op.deviceConfirmForm"]',
  ].map(async (selector) => await page.locator(selector).count() > 0));
  if (wish === 'close' && (password || confirm)) return 'close';
  if (wish === 'deny' && confirm) return press(page, 'button[name=abort]', 'abort');
  if (wish === 'deny' && consent) return press(page, 'a:text("Cancel")', 'cancel');
  if (password) {
    await page.fill('input[name=login]', name);
    await page.fill('input[name=password]', 'password');
    return press(page, 'button[type=submit]', 'sign in');
  }
  if (typed) {
    if (!code || await page.locator('.red').count() > 0) return null;
    await page.fill('input[name=user_code]', code);
    return press(page, 'button[type=submit]', 'type the code');
  }
  if (consent) return press(page, 'button[type=submit]', 'consent');
  if (confirm) return press(page, 'button[type=submit]:not([name])', 'confirm the code');
  return await page.locator('form').count() > 0 ? undefined : null;
}

async function press(page, selector, step) {
  const gone = page.waitForEvent('framenavigated');
  await page.locator(selector).click({ noWaitAfter: true });
  await gone;
  return step;
}

async function takePictures(page, folder) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${colorScheme}.png`) });
  }
}
