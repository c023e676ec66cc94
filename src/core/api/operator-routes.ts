import { Type } from 'typebox';
import { Name } from '../schema/scalars.ts';

/** What only who runs the server may look at. */

export const DEFAULT_AUDIT = 100;
const MOST_AUDIT = 1000;

export const OPERATOR_ROUTES = {
  getDoctor: {
    path: '/doctor',
    summary: 'Whether the machine and all that the server stands on are as they should be',
    query: {},
    answer: 'DoctorReport',
    wide: true,
    admin: true,
  },
  listSecrets: {
    path: '/secrets',
    summary: 'Secrets by name, age and fingerprint, and who uses them; never a value',
    query: {},
    answer: 'SecretList',
    wide: true,
    admin: true,
  },
  listAudit: {
    path: '/audit',
    summary: 'Who asked for what, newest first; older entries page by page',
    query: {
      tenant: { ...Name, description: 'Only what was about this tenant or its pods.' },
      limit: Type.String({
        pattern: '^([1-9][0-9]{0,2}|1000)$',
        description: `At most so many, up to ${MOST_AUDIT}; ${DEFAULT_AUDIT} when absent.`,
      }),
      before: Type.String({
        pattern: '^[0-9]{1,15}$',
        description:
          "Only those before the entry of this id: `metadata.continue` of the page that's known.",
      }),
    },
    answer: 'AuditList',
    wide: true,
    admin: true,
  },
} as const;
