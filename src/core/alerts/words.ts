import { formatDuration } from '../util/duration.ts';
import { eventType, type Notice } from './alert.ts';

/** What a person reads. */
export interface Words {
  /** One line, e.g. `FIRING pod/acme/agent: failing`. */
  readonly title: string;
  readonly text: string;
  /** Names and values below it. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

const STATES = { firing: 'FIRING', repeat: 'STILL FIRING', resolved: 'RESOLVED' } as const;

export function wordsOf(notice: Notice, instance: string): Words {
  const { state, alert, at } = notice;
  const lasted = formatDuration((at - alert.since) / 1000);
  return {
    title: `${STATES[state]} ${alert.subject}: ${alert.type.replaceAll('-', ' ')}`,
    text: alert.message,
    facts: [
      ['severity', alert.severity],
      ['since', `${iso(alert.since)} (${state === 'resolved' ? 'lasted' : 'for'} ${lasted})`],
      ['instance', instance],
    ],
  };
}

/** For programs, in the manner of CloudEvents; fields are only ever added. */
export function webhookBody(id: string, { state, alert, at }: Notice, instance: string): object {
  const { key, subject, severity, message, since, repeats } = alert;
  return {
    id,
    type: eventType(alert),
    source: `agentpod/${instance}`,
    timestamp: iso(at),
    data: {
      state: state === 'resolved' ? 'resolved' : 'firing',
      key,
      subject,
      alert: alert.type,
      severity,
      message,
      since: iso(since),
      repeats,
    },
  };
}

/** Block Kit; text from elsewhere stands in plain_text, where nothing in it is markup. */
export function slackBody({ title, text, facts }: Words): object {
  const plain = (words: string) => ({ type: 'plain_text', text: words, emoji: false });
  return {
    text: slackText(`${title}: ${text}`),
    blocks: [
      { type: 'header', text: plain(cut(title, 150)) },
      { type: 'section', text: plain(cut(text, 3000)) },
      { type: 'context', elements: [plain(cut(factLine(facts), 2000))] },
    ],
  };
}

/** `&`, `<` and `>` are what makes links and mentions. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const COLOURS = { firing: 0xd93025, repeat: 0xd93025, resolved: 0x188038 } as const;

export function discordBody({ title, text, facts }: Words, state: Notice['state']): object {
  return {
    // Whatever the text says, nobody is pinged.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(title, 256),
        description: cut(text, 4000),
        color: COLOURS[state],
        fields: facts.map(([name, value]) => ({ name, value: cut(value, 1024), inline: true })),
      },
    ],
  };
}

/** Without a parse mode: plain text. */
export function telegramBody(words: Words, chatId: string): object {
  const options = { is_disabled: true };
  return { chat_id: chatId, text: cut(plainBody(words), 4096), link_preview_options: options };
}

export function plainBody({ title, text, facts }: Words): string {
  return `${title}\n${text}\n\n${facts.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

function factLine(facts: Words['facts']): string {
  return facts.map(([name, value]) => `${name}: ${value}`).join(' · ');
}

function cut(text: string, most: number): string {
  const shown = text === '' ? '-' : text;
  return shown.length > most ? `${shown.slice(0, most - 1)}…` : shown;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
