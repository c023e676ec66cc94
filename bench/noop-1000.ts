/** `npm run bench:noop-1000`: passes that find nothing to do over a thousand pods. */
import { printRow } from './measure.ts';
import { noop } from './noop.ts';

const rows = await noop({
  tenants: 20,
  podsEach: 50,
  suspended: true,
  samples: 15,
  refreshAim: 12,
});
for (const row of rows) printRow(row);
