import { Gauge, type Registry } from 'prom-client';
import type { Subject } from '../core/model/resource.ts';
import type { LoopEvent } from '../engine/loop/loop-event.ts';

/** Fields that the world changed, as each pod and tenant was last found. */
export function driftMetrics(registers: Registry[]): (event: LoopEvent) => void {
  const gauge = new Gauge({
    name: 'agentpod_drift_fields',
    help: 'Fields found other than they were applied, when each pod was last looked at.',
    registers,
  });
  const found = new Map<Subject, number>();
  return (event) => {
    if (event.kind === 'leading') found.clear();
    if (event.kind === 'loaded') for (const subject of event.removed) found.delete(subject);
    if (event.kind === 'passed') {
      for (const [subject, fields] of event.drift ?? []) found.set(subject, fields);
    }
    gauge.set([...found.values()].reduce((sum, each) => sum + each, 0));
  };
}
