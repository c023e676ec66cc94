import { parsePodKey } from '../../../core/model/resource.ts';
import { nearest } from '../../../core/util/suggest.ts';
import { notice } from './notice.ts';
import { openPage } from './open-page.ts';
import { act, describe, openLink, openShell, shown } from './pod-actions.ts';
import { tenantOf } from './pod-facts.ts';
import { podInSight } from './target.ts';
import {
  FLEET,
  type FleetView,
  type SortKey,
  type Step,
  step,
  type TopState,
  viewOf,
} from './top-state.ts';

/** What can be typed after `:`. */
export interface Command {
  readonly name: string;
  readonly argument: '' | 'POD' | '[POD]' | '[TENANT]' | 'COLUMN';
  readonly help: string;
}

export const COMMANDS: readonly Command[] = [
  { name: 'pods', argument: '', help: 'the fleet' },
  { name: 'tenant', argument: '[TENANT]', help: 'the fleet of one customer; of all' },
  { name: 'sort', argument: 'COLUMN', help: 'sort the fleet by a column' },
  { name: 'pod', argument: '[POD]', help: 'one pod with its conditions' },
  { name: 'events', argument: '[POD]', help: 'events of all, or of one pod' },
  { name: 'plan', argument: '[POD]', help: 'plan and drift of all, or of one pod' },
  { name: 'alerts', argument: '', help: 'what is wrong, since when, and who was told' },
  { name: 'sources', argument: '', help: 'what a server watches, its revisions and runs' },
  { name: 'logs', argument: '[POD]', help: 'its log, as it comes' },
  { name: 'describe', argument: '[POD]', help: 'everything about a pod' },
  { name: 'yaml', argument: '[POD]', help: 'a pod as data' },
  { name: 'shell', argument: '[POD]', help: 'a shell in it' },
  { name: 'open', argument: '[POD]', help: 'a link that opens its agent in a browser' },
  { name: 'suspend', argument: '[POD]', help: 'stop it, in its manifest' },
  { name: 'resume', argument: '[POD]', help: 'start it again, in its manifest' },
  { name: 'reconcile', argument: '[POD]', help: 'look at its tenant now' },
  { name: 'health', argument: '', help: 'ask every agent how it is' },
  { name: 'doctor', argument: '', help: 'examine the machine' },
  { name: 'help', argument: '', help: 'keys and commands' },
  { name: 'quit', argument: '', help: 'the end' },
];

const SORTS: readonly SortKey[] = [
  'name',
  'state',
  'ready',
  'channels',
  'changes',
  'restarts',
  'cpu',
  'memory',
  'age',
  'next',
];

/** What the word under the cursor may become. */
export function offers(state: TopState, text: string): readonly string[] {
  const [name = '', word, ...more] = text.split(' ');
  if (more.length > 0) return [];
  if (word === undefined)
    return COMMANDS.map((each) => each.name).filter((each) => each.startsWith(name));
  const command = COMMANDS.find((each) => each.name === name);
  return candidates(state, command).filter((each) => each.startsWith(word));
}

/** As far as all offers agree; a single one is completed with a space where an argument follows. */
export function completed(state: TopState, text: string): string {
  const found = offers(state, text);
  const [first = ''] = found;
  if (found.length === 0) return text;
  const [name = '', word] = text.split(' ');
  const common = found.reduce(commonStart, first);
  if (word !== undefined) return `${name} ${common}`;
  const takesMore = COMMANDS.find((each) => each.name === common)?.argument !== '';
  return found.length === 1 && takesMore ? `${common} ` : common;
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

function candidates(state: TopState, command: Command | undefined): readonly string[] {
  switch (command?.argument) {
    case 'POD':
    case '[POD]':
      return state.pods.map(({ key }) => key);
    case '[TENANT]':
      return [...new Set(state.pods.map(tenantOf))];
    case 'COLUMN':
      return SORTS;
    default:
      return [];
  }
}

/** Carries out what was typed; says what was meant where it is nothing. */
export function runCommand(before: TopState, text: string): Step {
  const state: TopState = { ...before, prompt: undefined };
  const [name = '', argument] = text.trim().split(/\s+/);
  if (name === '') return step(state);
  const matching = COMMANDS.filter((each) => each.name.startsWith(name));
  const command =
    COMMANDS.find((each) => each.name === name) ??
    (matching.length === 1 ? matching[0] : undefined);
  if (command === undefined) {
    const guess = nearest(
      name,
      COMMANDS.map((each) => each.name),
    );
    const hint = guess === undefined ? '? lists the commands' : `did you mean :${guess}?`;
    return step(notice(state, 'bad', `:${name} is no command; ${hint}`));
  }
  return command.argument === '[POD]'
    ? podCommand(state, command.name, argument)
    : plainCommand(state, command.name, argument);
}

function plainCommand(state: TopState, name: string, argument: string | undefined): Step {
  switch (name) {
    case 'tenant':
      return fleetCommand(state, { tenant: argument, filter: '' });
    case 'sort': {
      const sort = SORTS.find((each) => each === argument);
      if (sort !== undefined) return fleetCommand(state, { sort });
      return step(notice(state, 'bad', `:sort needs one of ${SORTS.join(', ')}`));
    }
    case 'health':
    case 'doctor':
      return printed(state, name);
    case 'help':
    case 'alerts':
    case 'sources':
      return openPage(state, { kind: name, top: 0, search: '' });
    case 'quit':
      return step(state, { kind: 'quit' });
    default:
      return fleetCommand(state, { tenant: undefined });
  }
}

function printed(state: TopState, name: 'health' | 'doctor'): Step {
  if (state.about.server === undefined)
    return shown(state, { kind: 'print', title: name, argv: [name] });
  if (name === 'doctor') return shown(state, { kind: 'doctor', title: name });
  const text = `not over a server; on its machine: agentpod ${name}`;
  return step(notice(state, 'warn', text));
}

/** Back to the fleet, whatever was opened over it. */
function fleetCommand(state: TopState, change: Partial<FleetView>): Step {
  const [first] = state.views;
  const fleet = first?.kind === 'fleet' ? first : FLEET;
  const leave = viewOf(state).kind === 'logs' ? [{ kind: 'leave-logs' } as const] : [];
  return step({ ...state, views: [{ ...fleet, ...change, top: 0 }] }, ...leave);
}

function podCommand(state: TopState, name: string, argument: string | undefined): Step {
  const key = argument === undefined ? podInSight(state) : parsePodKey(argument);
  if (argument === undefined && (name === 'events' || name === 'plan')) {
    return openPage(state, {
      kind: name,
      pod: undefined,
      top: name === 'events' ? 'end' : 0,
      search: '',
    });
  }
  const pod = state.pods.find((each) => each.key === key)?.key;
  if (pod === undefined) {
    return step(notice(state, 'bad', `there is no pod ${argument ?? ''}`.trim()));
  }
  const page = { pod, top: 0, search: '' } as const;
  switch (name) {
    case 'events':
      return openPage(state, { ...page, kind: 'events', top: 'end' });
    case 'plan':
      return openPage(state, { ...page, kind: 'plan' });
    case 'logs':
      return openPage(state, {
        ...page,
        kind: 'logs',
        top: 'end',
        lines: [],
        waiting: undefined,
        ended: undefined,
      });
    case 'describe':
      return describe(state, pod);
    case 'yaml':
      return openPage(state, { ...page, kind: 'yaml' });
    case 'shell':
      return openShell(state, pod);
    case 'open':
      return openLink(state, pod);
    case 'suspend':
    case 'resume':
    case 'reconcile':
      return act(state, name, pod);
    default:
      return openPage(state, { ...page, kind: 'pod' });
  }
}
