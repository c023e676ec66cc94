import { pino } from 'pino';
import type { Log } from '../../ports/log.ts';

/** Names of fields that would hold a secret if one ever slipped in. */
const SENSITIVE = [
  'password',
  'token',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'databaseUrl',
];

/** One JSON object a line. */
export function jsonLog(write: (line: string) => void, instance: string): Log {
  const paths = SENSITIVE.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const logger = pino(
    {
      base: { instance },
      redact: { paths, censor: '(sensitive)' },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    { write },
  );
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}
