import type { PodKey } from '../../../core/model/resource.ts';
import { compareText } from '../../../core/util/sort.ts';
import type { FleetNews, FleetPod, UsageSample } from '../fleet.ts';
import type { TopState, Usage } from './top-state.ts';

const MOST_EVENTS = 1000;
const MOST_SAMPLES = 120;

/** What a feed told, in the state. */
export function reduceNews(state: TopState, news: FleetNews): TopState {
  if (news.kind === 'lost') return lost(state, news.message);
  return { ...applied(state, news), link: { kind: 'live', seenAt: state.now } };
}

function lost(state: TopState, message: string): TopState {
  const { link } = state;
  const seenAt = link.kind === 'connecting' ? undefined : link.seenAt;
  return { ...state, link: { kind: 'lost', seenAt, message } };
}

function applied(state: TopState, news: Exclude<FleetNews, { kind: 'lost' }>): TopState {
  switch (news.kind) {
    case 'pods':
      return { ...state, pods: news.pods.toSorted(byKey), usage: only(state.usage, news.pods) };
    case 'pod':
      return { ...state, pods: withPod(state.pods, news.pod) };
    case 'removed':
      return { ...state, pods: state.pods.filter(({ key }) => key !== news.key) };
    case 'usage':
      return { ...state, usage: withSamples(state.usage, news.samples) };
    case 'events':
      return { ...state, events: [...state.events, ...news.events].slice(-MOST_EVENTS) };
    case 'plan':
      return { ...state, plan: { kind: 'known', plan: news.plan, at: state.now } };
    case 'no-plan':
      return { ...state, plan: { kind: 'none', message: news.message } };
    case 'no-usage':
      return { ...state, usage: new Map() };
    case 'alerts':
      return { ...state, alerts: { kind: 'known', value: news.alerts } };
    case 'no-alerts':
      return { ...state, alerts: { kind: 'none', message: news.message } };
    case 'sources':
      return { ...state, sources: { kind: 'known', value: news.sources } };
    case 'no-sources':
      return { ...state, sources: { kind: 'none', message: news.message } };
  }
}

function byKey(a: FleetPod, b: FleetPod): number {
  return compareText(a.key, b.key);
}

function withPod(pods: readonly FleetPod[], pod: FleetPod): readonly FleetPod[] {
  const at = pods.findIndex(({ key }) => key === pod.key);
  return at === -1 ? [...pods, pod].sort(byKey) : pods.with(at, pod);
}

function only(usage: TopState['usage'], pods: readonly FleetPod[]): ReadonlyMap<PodKey, Usage> {
  const keys = new Set(pods.map(({ key }) => key));
  return new Map([...usage].filter(([key]) => keys.has(key)));
}

function withSamples(
  usage: TopState['usage'],
  samples: ReadonlyMap<PodKey, UsageSample>,
): ReadonlyMap<PodKey, Usage> {
  const next = new Map<PodKey, Usage>();
  for (const [key, last] of samples) {
    const { cpus, memory } = usage.get(key) ?? { cpus: [], memory: [] };
    next.set(key, {
      last,
      cpus: last.cpus === undefined ? cpus : [...cpus, last.cpus].slice(-MOST_SAMPLES),
      memory: [...memory, last.memoryBytes].slice(-MOST_SAMPLES),
    });
  }
  return next;
}
