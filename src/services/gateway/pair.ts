/** Makes AgentPod a device of the gateway in a container. */
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { ContainerRuntime } from '../../ports/container-runtime.ts';
import { cleanText } from './clean-text.ts';
import { openDevice } from './device.ts';
import { COMMAND_MISSING, lastObject } from './exec-answer.ts';
import { PAIRING_ARGV } from './pairing-script.ts';

const TIMEOUT_SECONDS = 30;
const MAX_MESSAGE = 200;

export async function pair(
  { exec }: Pick<ContainerRuntime, 'exec'>,
  container: string,
): Promise<Secret> {
  const { exitCode, stdout } = await exec(container, PAIRING_ARGV, {
    timeoutSeconds: TIMEOUT_SECONDS,
  });
  const { deviceId, privateKey, deviceToken, message } = lastObject(stdout);
  if (typeof deviceToken !== 'string') {
    throw pairingFailed(container, typeof message === 'string' ? message : inWords(exitCode));
  }
  const credential = new Secret(JSON.stringify({ deviceId, privateKey, deviceToken }));
  // Not what a container says is stored, but what it should say.
  openDevice(credential);
  return credential;
}

/** The output is not quoted: it may hold half of a credential. */
function inWords(exitCode: number): string {
  return COMMAND_MISSING.has(exitCode) ? 'it has no Node' : `the attempt ended with ${exitCode}`;
}

function pairingFailed(container: string, why: string): AgentPodError {
  return new AgentPodError(
    'Transient',
    'PairingFailed',
    `${container}: AgentPod could not pair with the gateway: ${cleanText(why, MAX_MESSAGE)}`,
  );
}
