/**
 * What is known of a pod's channel accounts by asking again and again: which are up, and which are
 * down for so long that it is no chance. Data in, data out.
 */
import type { ChannelsFinding } from '../status/channel-conditions.ts';
import type { HealthFinding } from './finding.ts';

export interface ChannelMemory {
  readonly accounts: ReadonlyMap<string, AccountMemory>;
  /** Looks in a row that showed nothing. */
  readonly unseen: number;
}

interface AccountMemory {
  /** Undefined until it was seen well, or badly often enough. */
  readonly up: boolean | undefined;
  /** In a row. */
  readonly bad: number;
  /** What was told of it: words that change with every try are told once. */
  readonly told: HealthFinding | undefined;
}

export const NO_CHANNELS: ChannelMemory = { accounts: new Map(), unseen: 0 };

/** A look at all accounts: `about` of each is `CHANNEL/ACCOUNT`, or a channel that has none. */
export interface ChannelsLook {
  readonly findings: readonly HealthFinding[];
  /** How long the gateway has been up. */
  readonly uptimeMs: number;
}

interface ChannelNews {
  readonly channel: string;
  readonly account: string;
  readonly message: string;
}

export interface ChannelsStep {
  readonly memory: ChannelMemory;
  readonly lost: readonly ChannelNews[];
  readonly back: readonly ChannelNews[];
  /** Undefined: what was found before still holds. */
  readonly finding: ChannelsFinding | undefined;
  /** Something is about to be found lost. */
  readonly isPending: boolean;
}

/** One bad look may be a channel that connects anew. */
const BAD_LOOKS = 2;
/** A busy gateway lets a question go unanswered now and then. */
const UNSEEN_LOOKS = 3;
/** Channels connect after the gateway serves. */
const START_MS = 60_000;
/** Which no waiting mends. */
const LASTING: ReadonlySet<string> = new Set(['ChannelNotConfigured', 'ChannelNotLinked']);

/** A memory of accounts that were down when somebody else looked last: they are not lost anew. */
export function downBefore(findings: readonly HealthFinding[]): ChannelMemory {
  const known = findings
    .filter(isBad)
    .map((told) => [told.about, { up: false, bad: BAD_LOOKS, told }] as const);
  return { accounts: new Map(known), unseen: 0 };
}

export function nextChannels(memory: ChannelMemory, look: ChannelsLook): ChannelsStep {
  const { findings, uptimeMs } = look;
  const unseen = findings.find(({ reason }) => reason === 'ChannelsUnknown');
  if (unseen !== undefined) return unknown(memory, unseen);
  const steps = findings.map((finding) => {
    const before = memory.accounts.get(finding.about);
    return { finding, before, after: nextAccount(before, finding, uptimeMs) };
  });
  const told = (isTold: (step: (typeof steps)[number]) => boolean) =>
    steps.filter(isTold).map(({ finding }) => newsOf(finding));
  return {
    memory: {
      accounts: new Map(steps.map(({ finding, after }) => [finding.about, after])),
      unseen: 0,
    },
    lost: told(({ before, after }) => after.up === false && before?.up !== false),
    back: told(({ before, after }) => after.up === true && before?.up === false),
    finding: summary(
      steps.map(({ finding, after }) => ({ finding, after })),
      uptimeMs,
    ),
    isPending: steps.some(({ finding, after }) => isBad(finding) && after.up !== false),
  };
}

function unknown(memory: ChannelMemory, { message }: HealthFinding): ChannelsStep {
  const unseen = memory.unseen + 1;
  const finding = { kind: 'unknown', reason: 'ChannelsUnknown', message } as const;
  return {
    memory: { ...memory, unseen },
    lost: [],
    back: [],
    finding: unseen >= UNSEEN_LOOKS ? finding : undefined,
    isPending: unseen < UNSEEN_LOOKS,
  };
}

function nextAccount(
  before: AccountMemory | undefined,
  finding: HealthFinding,
  uptimeMs: number,
): AccountMemory {
  if (!isBad(finding)) return { up: true, bad: 0, told: undefined };
  const bad = (before?.bad ?? 0) + 1;
  const isYoung = uptimeMs < START_MS && before?.up === undefined && !LASTING.has(finding.reason);
  const told = before?.told?.reason === finding.reason ? before.told : finding;
  return { up: bad >= BAD_LOOKS && !isYoung ? false : before?.up, bad, told };
}

function summary(
  steps: readonly { readonly finding: HealthFinding; readonly after: AccountMemory }[],
  uptimeMs: number,
): ChannelsFinding {
  const down = steps.flatMap(({ after: { up, told } }) => (up === false && told ? [told] : []));
  const [first] = down;
  if (first !== undefined) {
    const message = down.map(({ about, message: why }) => `${about}: ${why}`).join('; ');
    return { kind: 'faulty', reason: first.reason, message };
  }
  if (steps.length === 0) return { kind: 'none' };
  const early = steps.filter(({ after }) => after.up === undefined);
  if (early.length === 0) return { kind: 'ready', accounts: steps.length };
  const names = early.map(({ finding }) => finding.about).join(', ');
  return uptimeMs < START_MS
    ? { kind: 'unknown', reason: 'Starting', message: `not connected yet: ${names}` }
    : { kind: 'unknown', reason: 'LookedOnce', message: `to be asked again: ${names}` };
}

function isBad({ severity }: HealthFinding): boolean {
  return severity !== 'ok';
}

function newsOf({ about, message }: HealthFinding): ChannelNews {
  const slash = about.indexOf('/');
  return slash < 0
    ? { channel: about, account: '', message }
    : { channel: about.slice(0, slash), account: about.slice(slash + 1), message };
}
