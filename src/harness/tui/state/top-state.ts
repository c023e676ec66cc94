import type { PodKey } from '../../../core/model/resource.ts';
import type { Event } from '../../../ports/state-store.ts';
import type { Alerts, DayUse, FleetPod, PlanJson, Sources, UsageSample } from '../fleet.ts';
import type { Line } from '../view/line.ts';
import type { Effect } from './effect.ts';

/** All that the screen shows, as data. Times are milliseconds since the epoch. */
export interface TopState {
  readonly size: Size;
  readonly now: number;
  readonly about: About;
  readonly link: Link;
  /** By key. */
  readonly pods: readonly FleetPod[];
  readonly usage: ReadonlyMap<PodKey, Usage>;
  /** Of the pod whose page was opened last, where a server keeps it. */
  readonly day: { readonly pod: PodKey; readonly use: DayUse } | undefined;
  /** Oldest first; a bounded number. */
  readonly events: readonly Event[];
  readonly plan: PlanState;
  readonly alerts: Told<Alerts>;
  readonly sources: Told<Sources>;
  /** The last one is on the screen; never empty. */
  readonly views: readonly View[];
  readonly prompt: Prompt | undefined;
  readonly notice: Notice | undefined;
  /** What commands are doing, in words. */
  readonly doing: readonly string[];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface About {
  readonly instance: string;
  readonly origin: string;
  /** Flags that name the server whose fleet is shown; undefined: it is this machine's own. */
  readonly server: readonly string[] | undefined;
  /** Why nothing may be changed; undefined when it may. */
  readonly readOnly: string | undefined;
  /** Flags that say where the manifests are; empty: nobody said it. */
  readonly manifests: readonly string[];
}

type Link =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly seenAt: number }
  | { readonly kind: 'lost'; readonly seenAt: number | undefined; readonly message: string };

/** Newest last; a bounded number. */
export interface Usage {
  readonly last: UsageSample;
  readonly cpus: readonly number[];
  readonly memory: readonly number[];
}

/** What is known of something, or why nothing is. */
type Told<Value> =
  | { readonly kind: 'none'; readonly message: string }
  | { readonly kind: 'known'; readonly value: Value };

export type PlanState =
  | { readonly kind: 'none'; readonly message: string }
  | { readonly kind: 'known'; readonly plan: PlanJson; readonly at: number };

export type SortKey =
  | 'name'
  | 'state'
  | 'ready'
  | 'channels'
  | 'changes'
  | 'restarts'
  | 'cpu'
  | 'memory'
  | 'age'
  | 'next';

export interface FleetView {
  readonly kind: 'fleet';
  readonly cursor: PodKey | undefined;
  /** Of the cursor among the pods that are shown, for when its pod goes. */
  readonly index: number;
  /** First row that is shown. */
  readonly top: number;
  readonly filter: string;
  readonly tenant: string | undefined;
  readonly sort: SortKey;
  readonly descending: boolean;
}

/** A text that is longer than the screen. */
interface Scrolled {
  /** First row that is shown; 'end': the last rows, also of what is still to come. */
  readonly top: number | 'end';
  /** What stands out in it. */
  readonly search: string;
}

export interface PodPage extends Scrolled {
  readonly kind: 'pod';
  readonly pod: PodKey;
}

interface EventsPage extends Scrolled {
  readonly kind: 'events';
  readonly pod: PodKey | undefined;
}

export interface PlanPage extends Scrolled {
  readonly kind: 'plan';
  readonly pod: PodKey | undefined;
}

interface YamlPage extends Scrolled {
  readonly kind: 'yaml';
  readonly pod: PodKey;
}

interface AlertsPage extends Scrolled {
  readonly kind: 'alerts';
}

interface SourcesPage extends Scrolled {
  readonly kind: 'sources';
}

interface HelpPage extends Scrolled {
  readonly kind: 'help';
}

/** What a command printed. */
export interface TextPage extends Scrolled {
  readonly kind: 'text';
  readonly title: string;
  /** Undefined while the command runs. */
  readonly lines: readonly Line[] | undefined;
}

export interface LogsPage extends Scrolled {
  readonly kind: 'logs';
  readonly pod: PodKey;
  readonly lines: readonly Line[];
  /** Came while the reader wanted quiet; undefined: it does not. */
  readonly waiting: readonly Line[] | undefined;
  /** Why no more come. */
  readonly ended: string | undefined;
}

export type Page =
  | PodPage
  | EventsPage
  | PlanPage
  | AlertsPage
  | SourcesPage
  | YamlPage
  | HelpPage
  | TextPage
  | LogsPage;
export type View = FleetView | Page;

export type Prompt =
  | { readonly kind: 'command'; readonly text: string; readonly offers: readonly string[] }
  | { readonly kind: 'find'; readonly text: string }
  /** The pod goes when its name is typed. */
  | { readonly kind: 'delete'; readonly text: string; readonly pod: PodKey };

export interface Notice {
  readonly tone: 'good' | 'bad' | 'warn' | 'info';
  readonly text: string;
  readonly until: number;
}

export interface Step {
  readonly state: TopState;
  readonly effects: readonly Effect[];
}

export const FLEET: FleetView = {
  kind: 'fleet',
  cursor: undefined,
  index: 0,
  top: 0,
  filter: '',
  tenant: undefined,
  sort: 'name',
  descending: false,
};

export function initialState(size: Size, about: About, now: number): TopState {
  return {
    size,
    now,
    about,
    link: { kind: 'connecting' },
    pods: [],
    usage: new Map(),
    day: undefined,
    events: [],
    plan: { kind: 'none', message: 'not known yet' },
    alerts: { kind: 'none', message: 'not known yet' },
    sources: { kind: 'none', message: 'not known yet' },
    views: [FLEET],
    prompt: undefined,
    notice: undefined,
    doing: [],
  };
}

export function viewOf({ views }: TopState): View {
  return views.at(-1) ?? FLEET;
}

export function withView(state: TopState, view: View): TopState {
  return { ...state, views: [...state.views.slice(0, -1), view] };
}

export function opened(state: TopState, view: View): TopState {
  return { ...state, views: [...state.views, view], prompt: undefined };
}

export function step(state: TopState, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

/** Rows between the two above and the one below. */
export function bodyRows({ rows }: Size): number {
  return Math.max(1, rows - 3);
}
