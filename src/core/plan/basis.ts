import type { ObservedContainer, ObservedState } from '../model/observed.ts';
import { hashJson } from '../util/hash.ts';

/**
 * SHA-256 over the observed facts that a plan rests on. A saved plan is applied only while this
 * is unchanged. What moves by itself (uptime, restart counts, conditions) is left out.
 */
export function basisOf(observed: ObservedState): string {
  return hashJson({
    containers: observed.containers.map(containerFacts),
    networks: observed.networks.map(({ name, subnet }) => [name, subnet]),
    volumes: observed.volumes.map(({ name, uid }) => [name, uid]),
    foreign: observed.foreign.map(({ kind, name }) => [kind, name]),
    images: observed.images,
    proxy: observed.proxy,
    certificate: observed.certificate ?? null,
    acme: observed.acmeSecrets.map(({ name, fingerprint }) => [name, fingerprint]),
    // Looking a name up again may give other addresses: those that were planned with stay good.
    firewall: firewallFacts(observed.firewall),
    tenants: observed.records.tenants.map(({ uid, name, subnet }) => [uid, name, subnet]),
    pods: observed.records.pods.map((record) => [
      record.uid,
      record.key,
      record.port,
      record.address ?? null,
      record.generation,
      record.tokenVersion,
      record.deletionPolicy,
      record.applied ?? null,
    ]),
  });
}

function firewallFacts(firewall: ObservedState['firewall']) {
  return firewall.available ? [firewall.written ?? null, firewall.intact] : firewall.reason;
}

function containerFacts(container: ObservedContainer) {
  return [
    container.name,
    container.id,
    container.state,
    container.specHash,
    container.imageId,
    container.networks,
    container.detail === undefined ? null : container.detail.spec,
    container.detail?.configFiles?.map(({ path, content }) => [path, content]) ?? null,
  ] as const;
}
