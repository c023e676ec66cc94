import { beforeEach, expect, it } from 'vitest';
import { AgentPodError } from '../../../core/model/errors.ts';
import type { FleetFeed } from '../fleet.ts';
import type { Message } from '../state/message.ts';
import { textOf } from '../view/line.ts';
import type { Printed } from './command-runner.ts';
import { Effects, type Leave } from './effects.ts';

const POD = 'acme/agent' as const;
const REFUSED = new AgentPodError('InvalidInput', 'NotForToken', 'this is for administrators', {
  hint: 'make a token with --role admin',
});

let told: Message[];
let left: Leave[];
let feed: FleetFeed;
let run: (argv: readonly string[]) => Promise<Printed>;
let effects: Effects;

beforeEach(() => {
  [told, left] = [[], []];
  run = async (argv) => ({ code: 0, text: `${argv.join(' ')} ran\n` });
  feed = {
    origin: 'here',
    follow: async () => undefined,
    async *logs() {
      yield* ['one', 'two'];
    },
    ask: async (verb) => `${verb} it is`,
    day: async () => ({ cpus: [1], memory: [2] }),
    doctor: async () => 'All is well.\n',
    link: async () => 'https://agent.example.com/#once\n',
  };
  const parts = { tell: (message: Message) => told.push(message), now: () => 7 };
  effects = new Effects({
    ...parts,
    get feed() {
      return feed;
    },
    run: (argv) => run(argv),
    leave: (why) => left.push(why),
  });
});

const ask = { kind: 'ask', what: 'suspend acme/agent', verb: 'suspend', pod: POD } as const;
const printed = () =>
  told.flatMap((message) => (message.kind === 'printed' ? [message.lines.map(textOf)] : []));

it('has the server do it, and says its answer', async () => {
  effects.start(ask);
  expect(effects.acting).toBe(true);
  await effects.end();
  const message = 'suspend acme/agent: suspend it is';
  expect(told).toEqual([{ kind: 'done', what: ask.what, ok: true, message, now: 7 }]);
});

it('says why the server does not, and what to do', async () => {
  feed = { ...feed, ask: () => Promise.reject(REFUSED) };
  effects.start(ask);
  await effects.end();
  expect(told).toMatchObject([
    {
      ok: false,
      message: 'suspend acme/agent: this is for administrators; make a token with --role admin',
    },
  ]);
});

it('shows a link, or why there is none', async () => {
  effects.start({ kind: 'link', title: 'open', pod: POD });
  await expect.poll(printed).toEqual([['https://agent.example.com/#once']]);
  feed = { ...feed, link: () => Promise.reject(REFUSED) };
  effects.start({ kind: 'link', title: 'open', pod: POD });
  await expect.poll(() => printed()[1]?.[0]).toContain('this is for administrators');
});

it('shows what the server finds', async () => {
  effects.start({ kind: 'doctor', title: 'doctor' });
  await expect.poll(printed).toEqual([['All is well.']]);
});

it('tells what a pod used, and nothing where that is not known', async () => {
  effects.start({ kind: 'look-at-day', pod: POD });
  await expect
    .poll(() => told)
    .toEqual([{ kind: 'day', pod: POD, use: { cpus: [1], memory: [2] } }]);
  feed = { ...feed, day: () => Promise.reject(REFUSED) };
  effects.start({ kind: 'look-at-day', pod: POD });
  await effects.end();
  expect(told).toHaveLength(1);
});

it('follows a log to its end, and says that it ended', async () => {
  effects.start({ kind: 'follow-logs', pod: POD });
  await expect.poll(() => told.at(-1)?.kind).toBe('log-ended');
  expect(told[0]).toMatchObject({ kind: 'log', lines: [[{ text: 'one' }], [{ text: 'two' }]] });
});

it('tells nothing of a log that nobody looks at any more', async () => {
  effects.start({ kind: 'follow-logs', pod: POD });
  effects.start({ kind: 'leave-logs' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
});

it('shows what a command printed, and how another ended', async () => {
  effects.start({ kind: 'print', title: 'doctor', argv: ['doctor'] });
  await expect.poll(printed).toEqual([['doctor ran']]);
  run = async () => ({ code: 1, text: 'warm up\nerror: no manifests\n' });
  effects.start({ kind: 'act', what: 'reconcile acme', argv: ['apply'] });
  await effects.end();
  expect(told.at(-1)).toMatchObject({ ok: false, message: 'reconcile acme: error: no manifests' });
});

it('leaves the screen for what needs the terminal', () => {
  effects.start({ kind: 'quit' });
  effects.start({ kind: 'shell', pod: POD });
  expect(left).toEqual([
    { kind: 'quit', code: 0 },
    { kind: 'shell', pod: POD },
  ]);
});
