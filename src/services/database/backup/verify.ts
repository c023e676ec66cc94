/** Proves a backup by bringing it to life: restored into a scratch database and compared there. */

import type { Tallies, Verification } from '../../../ports/state-copy.ts';
import { openServer, type StateOptions } from '../open.ts';
import type { Server } from '../postgres.ts';
import type { BackupKey } from './age-keys.ts';
import { dumpLines, inSnapshot } from './dump.ts';
import { damaged, isRow, readHeader, readLine } from './format.ts';
import { replaceState } from './replace-state.ts';
import { inScratchDatabase, withQueries } from './scratch-database.ts';
import { openSealed } from './sealed-file.ts';
import { differences, Tally } from './tally.ts';

interface ToVerify {
  readonly file: string;
  readonly key: BackupKey;
  readonly tallies: Tallies;
}

/** Fails with `BackupInvalid` when what comes back is not what was read. */
export async function verifyBackup(
  backup: ToVerify,
  server: Server,
  options: StateOptions,
): Promise<Verification> {
  const { application } = options;
  return withQueries(server, application, async (login) => {
    const trial = await inScratchDatabase(login, server, application, async (db, scratch) => {
      const lines = await openSealed(backup.file, backup.key);
      await replaceState(db, lines, backup.file);
      requireSame(backup, await inSnapshot(db, () => tallyOf(dumpLines(db), backup.file)));
      return openOneSecret(scratch, options);
    });
    if (trial.kind === 'done') return { restored: true, why: '', secretOpened: trial.result };
    const lines = await openSealed(backup.file, backup.key);
    readHeader(String((await lines.next()).value), backup.file);
    requireSame(backup, await tallyOf(lines, backup.file));
    return { restored: false, why: trial.why, secretOpened: false };
  });
}

async function openOneSecret(scratch: Server, options: StateOptions): Promise<boolean> {
  const state = await openServer(scratch, { ...options, readOnly: true });
  try {
    const [pod] = (await state.store.load()).pods;
    return pod !== undefined && (await state.store.gatewayToken(pod.key)) !== undefined;
  } finally {
    await state.close();
  }
}

/** Of the rows themselves, whatever the end says. */
async function tallyOf(lines: AsyncIterable<string>, file: string): Promise<Tallies> {
  const tally = new Tally();
  let table = '';
  for await (const line of lines) {
    if (isRow(line)) {
      tally.add(table, line);
      continue;
    }
    const next = readLine(line, file);
    if ('end' in next) break;
    table = next.table;
    tally.begin(table);
  }
  return tally.result();
}

function requireSame({ file, tallies }: ToVerify, found: Tallies): void {
  const wrong = differences(tallies, found);
  if (wrong.length > 0) throw damaged(file, `${wrong.join(', ')} came back with other rows`);
}
