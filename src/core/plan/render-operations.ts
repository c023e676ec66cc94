import type { Action, Operation, Plan } from '../model/operation.ts';

/**
 * One stable line per operation: `[2,3] -> #4 pod/acme/agent container.create agentpod_acme_agent_g1 (not there yet)`.
 * Golden tests compare this text; it is for engineers, `diff` draws the same plan for users.
 */
export function renderOperations(plan: Plan): string {
  const lines = [
    ...plan.refused.map((text) => `REFUSED ${text}`),
    ...plan.subjects.map(
      ({ subject, verdict, impact, secondsDown, cause }) =>
        `${subject}: ${verdict}${impact === 'none' ? '' : `, ${impact}`}${secondsDown > 0 ? `, ${secondsDown} s down` : ''}${cause ? ` (${cause})` : ''}`,
    ),
    ...plan.operations.map(renderOperation),
    ...plan.warnings.map((text) => `warning: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

function renderOperation(operation: Operation): string {
  const after = operation.after.length > 0 ? `[${operation.after.join(',')}] -> ` : '';
  const impact = operation.impact === 'none' ? '' : ` {${operation.impact}}`;
  const effort = operation.bestEffort ? ' best-effort' : '';
  const undo = operation.undo ? ` undo: ${operation.undo.map(renderAction).join(', ')}` : '';
  return `${after}#${operation.id} ${operation.subject} ${renderAction(operation.action)}${impact}${effort} (${operation.cause})${undo}`;
}

function renderAction(action: Action): string {
  switch (action.kind) {
    case 'image.pull':
      return `${action.kind} ${action.image}`;
    case 'network.create':
      return `${action.kind} ${action.network} ${action.subnet}`;
    case 'network.remove':
      return `${action.kind} ${action.network}`;
    case 'tenant.record':
      return `${action.kind} ${action.subnet}`;
    case 'tenant.forget':
    case 'pod.forget':
      return action.kind;
    case 'pod.record':
      return `${action.kind} port ${action.port}`;
    case 'pod.commit':
      return `${action.kind} generation ${action.generation}`;
    case 'volume.create':
    case 'volume.remove':
      return `${action.kind} ${action.volume}`;
    case 'content.write':
      return `${action.kind} ${[action.config?.volume, action.secrets?.volume].filter(Boolean).join(' ')}`;
    default:
      return `${action.kind} ${action.container}`;
  }
}
