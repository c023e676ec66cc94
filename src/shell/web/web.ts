/** The dashboard as one piece: its pages, and who is let in. */
import { type Context, Hono } from 'hono';
import { offerSetup } from '../../engine/offer-setup.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { Clock } from '../../ports/clock.ts';
import { type SignedIn, signedIn } from './admin-session.ts';
import { createDashboard } from './dashboard.ts';
import { createSignIn } from './sign-in.ts';

export interface WebDeps {
  /** Rejects while there is no state. */
  readonly workspace: () => Promise<Workspace>;
  readonly clock: Pick<Clock, 'now'>;
  /** Where the build put the pages. */
  readonly folder: string;
  readonly report: (error: unknown) => void;
}

export interface Web {
  readonly app: Hono;
  /** For the status API. */
  readonly session: (context: Context) => Promise<SignedIn | undefined>;
  /** The link that sets the first password; undefined once there is one. It is to be shown, never logged. */
  readonly firstLink: (origin: string) => Promise<string | undefined>;
}

export function createWeb({ workspace, clock, folder, report }: WebDeps): Web {
  const store = async () => (await workspace()).store;
  const administrator = async () => (await store()).administrator;
  const signIn = createSignIn({
    administrator,
    appendAudit: async (entries) => (await store()).appendAudit(entries),
    clock,
    report,
  });
  return {
    app: new Hono().route('/', signIn).route('/', createDashboard(folder)),
    session: (context) => signedIn(context, administrator),
    firstLink: async (origin) => {
      const opened = await store();
      if ((await opened.administrator.passwordHash()) !== undefined) return undefined;
      return (await offerSetup(opened, { origin, actor: 'serve' })).reveal();
    },
  };
}
