import type { Context } from 'hono';
import { DEFAULT_AUDIT, type OPERATOR_ROUTES } from '../../core/api/operator-routes.ts';
import { diagnose } from '../../core/doctor/diagnose.ts';
import { API_VERSION } from '../../core/model/api-version.ts';
import { doctorJson } from '../../core/views/doctor-json.ts';
import { givenSecrets } from '../../core/views/secrets-json.ts';
import { type Examination, examine } from '../../engine/examine.ts';
import { secretStates, tokenStates } from '../../engine/secret-states.ts';
import type { ApiEnv } from './caller.ts';
import { Recent } from './recent.ts';

type Asked = Context<ApiEnv>;
type Query = Readonly<Record<string, string>>;
type Handler = (context: Asked, query: Query) => Promise<Response>;

/** An examination asks the Engine, the database, the proxy and DNS: a page that is left open must not wear them out. */
const FRESH_MS = 10_000;
/** For each look, two after each other: whoever waits before a page gives up after 15 s. */
const PATIENCE_MS = 7000;

export function operatorHandlers(
  examination: Examination,
): Readonly<Record<keyof typeof OPERATOR_ROUTES, Handler>> {
  const now = () => examination.clock.now();
  const reports = new Recent<ReturnType<typeof doctorJson>>(now, FRESH_MS);
  const report = async () => {
    const seen = await examine({ ...examination, patienceMs: PATIENCE_MS });
    return doctorJson(diagnose(seen), now());
  };
  return {
    getDoctor: async (context) => context.json(await reports.get('', report)),
    listSecrets,
    listAudit,
  };
}

async function listSecrets(context: Asked): Promise<Response> {
  const { store } = context.get('workspace');
  const [items, tokens, { pods }] = await Promise.all([
    secretStates(store),
    tokenStates(store),
    store.load(),
  ]);
  const given = givenSecrets(pods);
  return context.json({ apiVersion: API_VERSION, kind: 'SecretList', items, tokens, given });
}

async function listAudit(context: Asked, { tenant, before, limit }: Query): Promise<Response> {
  const most = limit === undefined ? DEFAULT_AUDIT : Number(limit);
  const items = await context.get('workspace').store.audit({
    ...(tenant === undefined ? {} : { tenant }),
    ...(before === undefined ? {} : { before: Number(before) }),
    limit: most,
  });
  // A page that is not full is the last one.
  const older = items.length < most ? null : (items.at(-1)?.id ?? null);
  const metadata = { continue: older };
  return context.json({ apiVersion: API_VERSION, kind: 'AuditList', metadata, items });
}
