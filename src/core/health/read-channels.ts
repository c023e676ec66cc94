import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** The gateway's `channels.status`: known fields of each account, whatever else stands beside them. */
export interface ChannelAccount {
  readonly channel: string;
  readonly account: string;
  readonly enabled: boolean;
  /** Undefined where the channel does not know such a thing. */
  readonly configured: boolean | undefined;
  readonly linked: boolean | undefined;
  readonly running: boolean | undefined;
  readonly connected: boolean | undefined;
  readonly lastError: string;
  /** Milliseconds since the epoch; undefined when nothing came since the gateway's start. */
  readonly lastInboundAt: number | undefined;
  /** What the gateway itself finds wrong with it, and its advice; both may be empty. */
  readonly issue: string;
  readonly advice: string;
}

/** What a pod says is a stranger's word, and goes into a line of a table. */
const MAX_TEXT = 300;

/** Undefined when it is no such answer. */
export function readChannels(answer: JsonValue): readonly ChannelAccount[] | undefined {
  if (!isJsonObject(answer) || !isJsonObject(answer['channelAccounts'])) return undefined;
  const issues = listOf(answer['statusIssues']);
  return Object.entries(answer['channelAccounts']).flatMap(([channel, accounts]) =>
    listOf(accounts).map((raw) => accountOf(channel, raw, issues)),
  );
}

function accountOf(
  channel: string,
  raw: JsonObject,
  issues: readonly JsonObject[],
): ChannelAccount {
  const account = textOf(raw['accountId']) || 'default';
  const issue = issues.find((item) => item['channel'] === channel && item['accountId'] === account);
  return {
    channel,
    account,
    enabled: raw['enabled'] !== false,
    configured: flagOf(raw['configured']),
    linked: flagOf(raw['linked']),
    running: flagOf(raw['running']),
    connected: flagOf(raw['connected']),
    lastError: textOf(raw['lastError']),
    lastInboundAt: typeof raw['lastInboundAt'] === 'number' ? raw['lastInboundAt'] : undefined,
    issue: textOf(issue?.['message']),
    advice: textOf(issue?.['fix']),
  };
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function flagOf(value: JsonValue | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : '';
}
