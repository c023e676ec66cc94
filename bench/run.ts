/** `make bench`: every figure as a ratio against a floor measured in the same run. */
import { gate0 } from './gate0.ts';
import { manifests1000 } from './manifests-1000.ts';
import { printRow } from './measure.ts';
import { noop50 } from './noop.ts';
import { push } from './push.ts';
import { rls } from './rls.ts';

for (const measure of [manifests1000, noop50, rls, push, gate0]) {
  for (const row of await measure()) printRow(row);
}
