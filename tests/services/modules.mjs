// Loads the node modules that tests/install put into target/node.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(new URL('../../target/node/', import.meta.url));

export const load = (name) => import(pathToFileURL(require.resolve(name)).href);
