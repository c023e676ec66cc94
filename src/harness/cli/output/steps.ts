import type { Action } from '../../../core/model/operation.ts';

/** What an operation does, for progress lines: while it runs, and when it is done. */
export interface StepText {
  readonly doing: string;
  readonly done: string;
}

export function stepText(action: Action): StepText {
  const [doing, done, object] = WORDS[action.kind](action as never);
  return { doing: `${doing} ${object}`.trim(), done: `${done} ${object}`.trim() };
}

type Words = readonly [doing: string, done: string, object: string];

type WordTable = {
  readonly [Kind in Action['kind']]: (action: Extract<Action, { readonly kind: Kind }>) => Words;
};

const WORDS: WordTable = {
  'firewall.write': () => ['writing', 'wrote', 'the egress rules of the host'],
  'firewall.remove': () => ['removing', 'removed', 'the egress rules of the host'],
  'image.pull': ({ image }) => ['pulling image', 'pulled image', image],
  'network.create': ({ network, subnet }) => [
    'creating network',
    'created network',
    `${network} (${subnet})`,
  ],
  'network.remove': ({ network }) => ['removing network', 'removed network', network],
  'network.connect': ({ network }) => ['joining network', 'joined network', network],
  'network.disconnect': ({ network }) => ['leaving network', 'left network', network],
  'proxy.create-network': ({ network, subnet }) => [
    'creating network',
    'created network',
    `${network} (${subnet})`,
  ],
  'proxy.create-volume': ({ volume }) => ['creating volume', 'created volume', volume],
  'proxy.write': ({ volume }) => ['writing', 'wrote', volume],
  'proxy.create-container': ({ container }) => [
    'creating container',
    'created container',
    container,
  ],
  'proxy.await-ready': ({ httpsPort }) => ['waiting for', 'answers on', `port ${httpsPort}`],
  'certificate.issue': ({ hosts }) => ['signing', 'signed', certificateText(hosts)],
  'route.write': () => ['writing', 'wrote', 'the route'],
  'route.verify': ({ hosts }) => ['trying', 'reached the pod at', hosts.join(', ')],
  'tenant.record': ({ subnet }) => ['leasing subnet', 'leased subnet', subnet],
  'tenant.forget': () => ['forgetting the tenant', 'forgot the tenant', ''],
  'pod.record': ({ port }) => ['leasing port', 'leased port', String(port)],
  'pod.commit': ({ generation }) => [
    'recording generation',
    'recorded generation',
    String(generation),
  ],
  'pod.forget': () => ['forgetting the pod', 'forgot the pod', ''],
  'volume.create': ({ volume }) => ['creating volume', 'created volume', volume],
  'volume.remove': ({ volume }) => ['removing volume', 'removed volume', volume],
  'config.check': () => ['checking', 'checked', 'the config with the image itself'],
  'content.write': (action) => ['writing', 'wrote', contentText(action)],
  'container.create': ({ container }) => ['creating container', 'created container', container],
  'container.start': ({ container }) => ['starting container', 'started container', container],
  'container.stop': ({ container }) => ['stopping container', 'stopped container', container],
  'container.remove': ({ container }) => ['removing container', 'removed container', container],
  'container.await-ready': () => ['waiting until ready', 'ready', ''],
};

function certificateText(hosts: readonly string[]): string {
  const [first = ''] = hosts;
  return hosts.length === 1
    ? `a certificate for ${first}`
    : `a certificate for ${hosts.length} hosts`;
}

/** A state volume is only handed over to the agent's user; nothing in it is written. */
function contentText({ config, secrets, state }: Extract<Action, { kind: 'content.write' }>) {
  const parts = [
    config === undefined ? [] : ['config'],
    secrets === undefined ? [] : ['secrets'],
    state === undefined ? [] : ['owner of the state volume'],
  ].flat();
  return [parts.slice(0, -1).join(', '), parts.at(-1)].filter(Boolean).join(' and ');
}
