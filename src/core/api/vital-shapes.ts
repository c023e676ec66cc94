import { Type } from 'typebox';
import { API_VERSION } from '../model/api-version.ts';
import { oneOf } from '../schema/combinators.ts';

/** What a server measures and asks again and again: only the one that leads knows it. */

const version = { apiVersion: Type.Literal(API_VERSION) };
const place = { tenant: Type.String(), pod: Type.String() };
const time = (description: string) => Type.String({ format: 'date-time', description });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

const usage = {
  ...place,
  at: orNull(time('When it was measured; null when it never was, or not for a day.')),
  memoryBytes: orNull(Type.Number({ description: 'Without page cache.' })),
  memoryLimitBytes: orNull(Type.Number({ description: '0: nothing limits it.' })),
  cpuCores: orNull(Type.Number({ description: 'Processors in use, e.g. 0.25.' })),
  volumeBytes: orNull(Type.Number({ description: 'Of its volumes; counted every ten minutes.' })),
};

export const PodUsage = Type.Object(
  {
    ...version,
    kind: Type.Literal('PodUsage'),
    ...usage,
    minutes: Type.Array(
      Type.Object({
        at: time('Its beginning.'),
        memoryBytes: Type.Number(),
        cpuCores: Type.Number(),
      }),
      { description: 'Means, oldest first; of the last day, as long as this server runs.' },
    ),
  },
  { description: 'What a pod uses, and what it used.' },
);

export const PodUsageList = Type.Object(
  {
    ...version,
    kind: Type.Literal('PodUsageList'),
    items: Type.Array(Type.Object(usage)),
  },
  { description: 'What each pod uses.' },
);

export const ChannelList = Type.Object(
  {
    ...version,
    kind: Type.Literal('ChannelList'),
    items: Type.Array(
      Type.Object({
        ...place,
        channel: Type.String({ examples: ['telegram'] }),
        account: Type.String({ description: 'Empty for a channel that has none.' }),
        status: oneOf(['True', 'False', 'Unknown'], {
          description: 'Whether customers can write to it.',
        }),
        reason: Type.String({ description: 'CamelCase, stable.' }),
        message: Type.String(),
        lastInboundAt: orNull(time("The last message since its gateway's start.")),
      }),
    ),
  },
  { description: 'The channel accounts of running pods, as their gateways say.' },
);
