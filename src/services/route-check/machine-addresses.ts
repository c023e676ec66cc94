import { networkInterfaces } from 'node:os';

/** Every address that this machine has now. */
export function machineAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).map(({ address }) => address),
  );
}
