import { Gauge, type Registry } from 'prom-client';
import type { StateFigures } from '../engine/state-figures.ts';

/** Looked up when they are asked for; absent while the state is out of reach. */
export function stateMetrics(registers: Registry[], figures: () => Promise<StateFigures>): void {
  new Gauge({
    name: 'agentpod_pod_condition',
    help: 'Pods that have a condition, by its type and status.',
    labelNames: ['type', 'status'],
    registers,
    async collect() {
      this.reset();
      const { conditions } = (await seen(figures)) ?? { conditions: [] };
      for (const { type, status, pods } of conditions) this.set({ type, status }, pods);
    },
  });
  new Gauge({
    name: 'agentpod_port_pool_free',
    help: 'Host ports of the pool that no pod has.',
    labelNames: [],
    registers,
    async collect() {
      const { freePorts } = (await seen(figures)) ?? {};
      if (freePorts === undefined) this.remove();
      else this.set(freePorts);
    },
  });
}

async function seen(figures: () => Promise<StateFigures>): Promise<StateFigures | undefined> {
  return figures().catch(() => undefined);
}
