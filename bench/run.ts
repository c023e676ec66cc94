/** `make bench`: every figure as a ratio against a floor measured in the same run. */
import { manifests1000 } from './manifests-1000.ts';
import { printRow } from './measure.ts';
import { noop50 } from './noop-50.ts';

for (const row of [...(await manifests1000()), ...(await noop50())]) printRow(row);
