import type { Context } from 'hono';
import type { RouteId } from '../../core/api/routes.ts';
import type { RunsState } from '../../core/runs/next-runs.ts';
import { listJson } from '../../core/views/resource-json.ts';
import { runJson, sourceJson } from '../../core/views/run-json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WatchedSource } from '../../ports/watched-source.ts';
import type { ApiEnv } from './caller.ts';
import { Problem } from './problem.ts';

/** What is watched, and what came of it. */
export interface SourceViews {
  readonly watched: readonly Pick<WatchedSource, 'name' | 'about'>[];
  readonly state: () => RunsState;
  readonly clock: Pick<Clock, 'now'>;
}

type Handler = (context: Context<ApiEnv>) => Response;

export function runHandlers({
  watched,
  state,
  clock,
}: SourceViews): Readonly<Record<RouteId & ('listRuns' | 'getRun' | 'listSources'), Handler>> {
  return {
    listRuns: (context) =>
      context.json(listJson('RunList', state().runs.toReversed().map(runJson))),
    getRun: (context) => {
      const id = context.req.param('run');
      const run = state().runs.find((each) => each.id === id);
      if (run !== undefined) return context.json(runJson(run));
      throw new Problem(404, 'NotFound', `there is no run ${id}`, {
        hint: 'the last hundred since the server began are kept: see /runs',
      });
    },
    listSources: (context) => {
      const { sources } = state();
      const items = watched.map(({ name, about }) =>
        sourceJson({ name, ...about }, sources[name], clock.now()),
      );
      return context.json(listJson('SourceList', items));
    },
  };
}
