import { redact } from '../status/redact.ts';
import { formatDuration } from '../util/duration.ts';
import type { HealthFinding } from './finding.ts';
import type { RpcLook } from './observation.ts';
import { type ChannelAccount, readChannels } from './read-channels.ts';

/** Whether customers can write to the agent: each account by itself. */
export function judgeChannels(
  look: RpcLook,
  expected: readonly string[],
  now: Date,
): readonly HealthFinding[] {
  if ('failed' in look) return [finding('', 'warning', 'ChannelsUnknown', look.failed)];
  const accounts = readChannels(look.answer);
  if (accounts === undefined) {
    const message = 'the gateway describes its channels in a way that is not understood';
    return [finding('', 'warning', 'ChannelsUnknown', message)];
  }
  const active = accounts.filter(({ enabled }) => enabled);
  const absent = expected.filter((name) => !active.some(({ channel }) => channel === name));
  return [
    ...active.map((account) => judgeAccount(account, now)),
    ...absent.map((name) => finding(name, 'error', 'ChannelAbsent', ABSENT)),
  ];
}

const ABSENT =
  'the gateway does not have it, though the config switches it on; its plugin may be missing in the image or not allowed';

/** The first that is wrong: what comes after it only follows. */
function judgeAccount(account: ChannelAccount, now: Date): HealthFinding {
  const about = `${account.channel}/${account.account}`;
  const fault = faultOf(account);
  if (fault === undefined) return finding(about, 'ok', 'ChannelReady', lastMessage(account, now));
  const why = account.lastError === '' || fault.said ? '' : `: ${account.lastError}`;
  return finding(about, 'error', fault.reason, redact(`${fault.message}${why}`));
}

interface Fault {
  readonly reason: string;
  readonly message: string;
  /** The gateway's own words are in the message already. */
  readonly said?: true;
}

function faultOf(account: ChannelAccount): Fault | undefined {
  const { configured, linked, running, connected, issue, advice } = account;
  if (configured === false) {
    return { reason: 'ChannelNotConfigured', message: 'it lacks what it needs to connect' };
  }
  if (linked === false) {
    return { reason: 'ChannelNotLinked', message: 'it is not linked to an account; link it anew' };
  }
  if (issue !== '') {
    const advised = advice === '' ? '' : `; ${advice}`;
    return { reason: 'ChannelIssue', message: `${issue}${advised}`, said: true };
  }
  if (running === false) return { reason: 'ChannelNotRunning', message: 'it does not run' };
  if (connected === false) {
    return { reason: 'ChannelDisconnected', message: 'it is not connected' };
  }
  return undefined;
}

function lastMessage({ lastInboundAt }: ChannelAccount, now: Date): string {
  if (lastInboundAt === undefined) return 'no message since the start';
  const seconds = Math.max(0, (now.getTime() - lastInboundAt) / 1000);
  return `last message ${formatDuration(seconds)} ago`;
}

function finding(
  about: string,
  severity: HealthFinding['severity'],
  reason: string,
  message: string,
): HealthFinding {
  return { check: 'channel', about, severity, reason, message };
}
