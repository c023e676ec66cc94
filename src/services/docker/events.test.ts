import { describe, expect, it } from 'vitest';
import { LABEL, ownerLabels, podLabels } from '../../core/desired/names.ts';
import { toRuntimeEvent } from './events.ts';

const LABELS = podLabels({ instance: 'blue', pod: 'acme/agent', uid: 'u', generation: 3 });

const line = (Type: string, Action: string, Attributes: object) =>
  JSON.stringify({ Type, Action, Actor: { ID: 'x', Attributes }, time: 1 });

describe('a message of the Engine', () => {
  it('tells of a pod that is ours, and of networks', () => {
    expect(toRuntimeEvent(line('container', 'die', LABELS), 'blue')).toEqual({
      kind: 'container',
      pod: 'acme/agent',
      action: 'die',
    });
    expect(toRuntimeEvent(line('network', 'disconnect', { name: 'n' }), 'blue')).toEqual({
      kind: 'network',
      network: 'n',
      action: 'disconnect',
    });
  });

  it('tells of the reverse proxy', () => {
    const labels = { ...ownerLabels('blue'), [LABEL.role]: 'traefik' };
    expect(toRuntimeEvent(line('container', 'die', labels), 'blue')).toEqual({
      kind: 'proxy',
      action: 'die',
    });
  });

  it.each([
    ['of another instance', line('container', 'die', LABELS), 'green'],
    ['of no pod', line('container', 'die', { name: 'db' }), 'blue'],
    ['of a command in a pod', line('container', 'exec_start: cat /secret', LABELS), 'blue'],
    ['that is cut off', '{"Type":"container"', 'blue'],
    ['that is no object', 'null', 'blue'],
    ['that is empty', '', 'blue'],
  ])('%s says nothing to us', (_what, text, instance) => {
    expect(toRuntimeEvent(text, instance)).toBeUndefined();
  });
});
