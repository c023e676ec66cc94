/** Where the server on this machine can be spoken to: beside the state that it serves. */
export function socketPath(stateDir: string): string {
  return `${stateDir}/agentpod.sock`;
}
