import type { Context } from 'hono';
import { API_VERSION } from '../../core/model/api-version.ts';
import type { PodView } from '../../core/views/pod-view.ts';
import { channelItem, usageItem, usageJson } from '../../core/views/vitals-json.ts';
import type { Vitals } from '../../engine/loop/vitals.ts';
import type { ApiEnv } from './caller.ts';
import { requireTime } from './parameters.ts';

/** Answers from what the loop has measured; nobody is asked for them. */
export function usageOf(
  context: Context<ApiEnv>,
  { usage }: Vitals,
  { key }: PodView,
  { since, now }: { readonly since: string | undefined; readonly now: Date },
): Response {
  requireTime(since);
  const from = since === undefined ? 0 : Date.parse(since);
  const minutes = usage.minutes(key, from, now.getTime());
  return context.json(usageJson(key, usage.latest(key), minutes));
}

export function usageOfAll(
  context: Context<ApiEnv>,
  { usage }: Vitals,
  pods: readonly PodView[],
): Response {
  const items = pods.map(({ key }) => usageItem(key, usage.latest(key)));
  return context.json({ apiVersion: API_VERSION, kind: 'PodUsageList', items });
}

export function channelsOfAll(
  context: Context<ApiEnv>,
  vitals: Vitals,
  pods: readonly PodView[],
): Response {
  const items = pods.flatMap(({ key }) =>
    vitals.channels(key).map((report) => channelItem(key, report)),
  );
  return context.json({ apiVersion: API_VERSION, kind: 'ChannelList', items });
}
