import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LoopEvent, OnLoopEvent } from '../engine/loop/loop-event.ts';
import type { StateFigures } from '../engine/state-figures.ts';
import { driftMetrics } from './drift-metrics.ts';
import { podMetrics } from './pod-metrics.ts';
import { stateMetrics } from './state-metrics.ts';

/** What the loop does, in Prometheus's words. Labels are few: no name of a commit, no error text. */
export interface LoopMetrics {
  readonly page: MetricsPage;
  readonly onEvent: OnLoopEvent;
}

/** What `/metrics` answers. */
export interface MetricsPage {
  readonly contentType: string;
  text(): Promise<string>;
}

export function loopMetrics(
  version: string,
  now: () => Date,
  figures: () => Promise<StateFigures>,
): LoopMetrics {
  const registers = [new Registry()];
  const [registry] = registers;
  const parts = metricsIn(registers, version);
  const countDrift = driftMetrics(registers);
  stateMetrics(registers, figures);
  const countPods = podMetrics(registers);
  return {
    page: {
      contentType: registry?.contentType ?? '',
      text: async () => (await registry?.metrics()) ?? '',
    },
    onEvent: (event) => {
      count(parts, event, now);
      countDrift(event);
      countPods(event);
    },
  };
}

type Parts = ReturnType<typeof metricsIn>;

function metricsIn(registers: Registry[], version: string) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  new Gauge({
    name: 'agentpod_build_info',
    help: 'Always 1, with the version.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  return {
    reconciles: new Counter({
      name: 'agentpod_reconcile_total',
      help: 'Passes, by how they ended.',
      labelNames: ['result'],
      registers,
    }),
    duration: new Histogram({
      name: 'agentpod_reconcile_duration_seconds',
      help: 'How long passes took, with waiting for agents.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    }),
    subjects: new Counter({
      name: 'agentpod_subject_result_total',
      help: 'Pods and tenants that a pass changed, or failed to.',
      labelNames: ['outcome'],
      registers,
    }),
    heals: new Counter({
      name: 'agentpod_heals_total',
      help: 'Pods and tenants brought back, by what found them. Those of resync no event told of.',
      labelNames: ['found_by'],
      registers,
    }),
    unhealthy: new Counter({
      name: 'agentpod_unhealthy_total',
      help: 'Pods found not to answer while their process runs, by what is done about it.',
      labelNames: ['policy'],
      registers,
    }),
    refusals: new Counter({
      name: 'agentpod_manifest_refused_total',
      help: 'Manifests that were invalid.',
      registers,
    }),
    checked: new Gauge({
      name: 'agentpod_source_last_success_timestamp_seconds',
      help: 'When a source was last looked at with success.',
      labelNames: ['source'],
      registers,
    }),
    alerts: gauge('agentpod_alerts_firing', 'Alerts that go on.'),
    deliveries: new Counter({
      name: 'agentpod_alert_deliveries_total',
      help: 'Tries to deliver an alert, by receiver and how they ended.',
      labelNames: ['receiver', 'result'],
      registers,
    }),
    pods: gauge('agentpod_pods_desired', 'Pods in the manifests that are in force.'),
    leader: gauge('agentpod_leader', '1 in the server that acts, 0 in one that stands by.'),
    engine: gauge('agentpod_engine_connected', '1 while the Engine tells its events.'),
  };
}

function count(parts: Parts, event: LoopEvent, now: () => Date): void {
  switch (event.kind) {
    case 'passed':
      parts.reconciles.inc({ result: event.failed > 0 ? 'failed' : 'success' });
      parts.duration.observe(event.seconds);
      return;
    case 'pass-failed':
      parts.reconciles.inc({ result: 'error' });
      return;
    case 'finished': {
      const { outcome } = event.result;
      if (outcome !== 'unchanged') parts.subjects.inc({ outcome });
      if (outcome === 'healed') parts.heals.inc({ found_by: event.foundBy });
      return;
    }
    case 'source-checked':
      parts.checked.set({ source: event.source }, now().getTime() / 1000);
      return;
    case 'loaded':
      parts.pods.set(event.pods);
      return;
    case 'unhealthy':
      parts.unhealthy.inc({ policy: event.policy });
      return;
    case 'alerts':
      parts.alerts.set(event.firing);
      return;
    case 'alert-delivery':
      parts.deliveries.inc({ receiver: event.receiver, result: event.result });
      return;
    case 'refused':
      parts.refusals.inc();
      return;
    case 'engine-connected':
    case 'engine-lost':
      parts.engine.set(event.kind === 'engine-connected' ? 1 : 0);
      return;
    case 'leading':
    case 'standby':
    case 'state-lost':
      parts.leader.set(event.kind === 'leading' ? 1 : 0);
      return;
    default:
  }
}
