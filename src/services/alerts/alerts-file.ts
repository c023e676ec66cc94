import { dirname, resolve } from 'node:path';
import { readAlerts } from '../../core/alerts/read-alerts.ts';
import { ManifestError } from '../../core/model/errors.ts';
import type { AlertReceivers } from '../../ports/alert-sender.ts';
import type { SecretReader } from '../../ports/secret-reader.ts';
import { readFile } from '../source/read-file.ts';
import { createAlertSender } from './alert-sender.ts';

interface Ground {
  readonly cwd: string;
  readonly instance: string;
  readonly secrets: Pick<SecretReader, 'read'>;
  readonly now: () => number;
}

/** From the file as the user named it. Fails with a `ManifestError` when it is not there or not right. */
export async function openAlertsFile(name: string, ground: Ground): Promise<AlertReceivers> {
  const path = resolve(ground.cwd, name);
  const read = await readFile({ name, path });
  if ('diagnostic' in read) throw new ManifestError([read.diagnostic], 'the alerts file');
  const config = readAlerts(read.file);
  const { instance, secrets, now } = ground;
  const sender = createAlertSender({
    ...{ config, instance, now },
    readSecret: (from) =>
      secrets.read(
        'env' in from
          ? { kind: 'env', name: from.env }
          : { kind: 'file', path: resolve(dirname(path), from.file) },
      ),
  });
  return { config, sender };
}
