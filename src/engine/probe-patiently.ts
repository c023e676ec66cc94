import type { ProbeSpec } from '../core/model/container.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContainerRuntime, ProbeResult } from '../ports/container-runtime.ts';

const PAUSE_MS = 500;

/** A look by hand asks a second time when nobody answered: on a busy machine that proves nothing. */
export async function probeTwice(
  runtime: Pick<ContainerRuntime, 'probe'>,
  hostPort: number,
  spec: ProbeSpec,
): Promise<ProbeResult> {
  const seen = await runtime.probe(hostPort, spec);
  return seen.contact === 'silent' ? runtime.probe(hostPort, spec) : seen;
}

export interface Patience {
  readonly clock: Clock;
  readonly milliseconds: number;
  /** Told once, when the first answer was not the one that was hoped for. */
  readonly onWait: (message: string) => void;
}

/** Asks until it is ready, or patience is at its end; answers the last that was seen. */
export async function probePatiently(
  runtime: Pick<ContainerRuntime, 'probe'>,
  hostPort: number,
  spec: ProbeSpec,
  { clock, milliseconds, onWait }: Patience,
): Promise<ProbeResult> {
  const end = clock.now().getTime() + milliseconds;
  let seen = await runtime.probe(hostPort, spec);
  if (seen.ready || seen.contact === 'impossible') return seen;
  onWait(seen.message);
  while (!seen.ready && clock.now().getTime() < end) {
    await clock.sleep(PAUSE_MS);
    seen = await runtime.probe(hostPort, spec);
  }
  return seen;
}
