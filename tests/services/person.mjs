// A person who signs in at idp.mjs, and consents or not: node person.mjs SETTINGS URL, the
// settings being a file of JSON:
//
//   name       what to sign in as
//   answer     "agree"; "deny"; "close", the window, when asked to sign in
//   code       what to type when asked for a code
//   quick      whether to do without a browser: a client that fills in the forms
//   visits     file: gets a line of JSON in the end, with what was done and what was seen last
//   running    folder: has a file named like this process while it runs
//   pictures   folder: light.png and dark.png, of the last page; null for none
//   seconds    after which it is too late
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const opened = process.argv[3];
const { visit } = await import(settings.quick ? './person/quick.mjs' : './person/browser.mjs');

const mark = `${settings.running}/${process.pid}`;
writeFileSync(mark, '');
const steps = [];
let seen = {};
let error = '';
try {
  seen = await visit(opened, settings, (step) => steps.push(step));
} catch (caught) {
  console.error(caught);
  error = caught.message.split('\n')[0];
}
appendFileSync(settings.visits, `${JSON.stringify({ opened, steps, error, ...seen })}\n`);
rmSync(mark);
process.exit(error ? 1 : 0);
