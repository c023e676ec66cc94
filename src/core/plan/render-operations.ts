import type { Action, Operation, Plan } from '../model/operation.ts';

/**
 * One stable line per operation: `[2,3] -> #4 pod/acme/agent container.create agentpod_acme_agent_g1 (new in the manifests)`.
 * Golden tests compare this text; it is for engineers, `diff` draws the same plan for users.
 */
export function renderOperations(plan: Plan): string {
  const undos = new Map<string, string>();
  const lines = [
    ...plan.refused.map((text) => `REFUSED ${text}`),
    ...plan.subjects.map(
      ({ subject, verdict, impact, secondsDown, cause }) =>
        `${subject}: ${verdict}${impact === 'none' ? '' : `, ${impact}`}${secondsDown > 0 ? `, ${secondsDown} s down` : ''}${cause ? ` (${cause})` : ''}`,
    ),
    ...plan.operations.map((operation) => renderOperation(operation, undos)),
    ...[...undos].map(([actions, letter]) => `undo ${letter}: ${actions}`),
    ...plan.warnings.map((text) => `warning: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

function renderOperation(operation: Operation, undos: Map<string, string>): string {
  const { id, subject, action, cause } = operation;
  const after = operation.after.length > 0 ? `[${operation.after.join(',')}] -> ` : '';
  const impact = operation.impact === 'none' ? '' : ` {${operation.impact}}`;
  const effort = operation.bestEffort ? ' best-effort' : '';
  const undo = operation.undo ? ` undo ${letterFor(operation.undo, undos)}` : '';
  return `${after}#${id} ${subject} ${renderAction(action)}${impact}${effort} (${cause})${undo}`;
}

/** Several operations share one undo: it is written out once, below. */
function letterFor(undo: readonly Action[], undos: Map<string, string>): string {
  const actions = undo.map(renderAction).join(', ');
  const letter = undos.get(actions) ?? String.fromCharCode('A'.charCodeAt(0) + undos.size);
  undos.set(actions, letter);
  return letter;
}

function renderAction(action: Action): string {
  switch (action.kind) {
    case 'image.pull':
      return `${action.kind} ${action.image}`;
    case 'config.check':
      return `${action.kind} with ${action.image}`;
    case 'network.create':
      return `${action.kind} ${action.network} ${action.subnet}`;
    case 'network.remove':
      return `${action.kind} ${action.network}`;
    case 'network.connect':
      return `${action.kind} ${action.container} ${action.network} ${action.address ?? ''}`.trim();
    case 'network.disconnect':
      return `${action.kind} ${action.container} ${action.network}`;
    case 'proxy.create-network':
      return `${action.kind} ${action.network} ${action.subnet}${action.internal ? ' internal' : ''}`;
    case 'proxy.create-volume':
      return `${action.kind} ${action.volume}`;
    case 'proxy.write':
      return `${action.kind} ${action.volume} ${action.files.map(({ path }) => path).join(' ')}`.trim();
    case 'proxy.await-ready':
      return `${action.kind} port ${action.httpsPort}`;
    case 'certificate.issue':
      return `${action.kind} ${action.hosts.join(' ')}`;
    case 'route.write':
      return `${action.kind}${Object.keys(action.route).length === 0 ? ' none' : ''}`;
    case 'route.verify':
      return `${action.kind} ${action.hosts.join(' ')}`;
    case 'tenant.record':
      return `${action.kind} ${action.subnet}`;
    case 'tenant.forget':
    case 'pod.forget':
    case 'firewall.write':
    case 'firewall.remove':
      return action.kind;
    case 'pod.record':
      return `${action.kind} port ${action.port} address ${action.address}`;
    case 'pod.commit':
      return `${action.kind} generation ${action.generation}`;
    case 'volume.create':
    case 'volume.remove':
      return `${action.kind} ${action.volume}`;
    case 'content.write':
      return `${action.kind} ${[action.config?.volume, action.secrets?.volume, action.state].filter(Boolean).join(' ')}`;
    default:
      return `${action.kind} ${action.container}`;
  }
}
