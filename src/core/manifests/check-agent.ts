import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** Fields that belong to the other kind of agent, and the one that a generic agent needs. */

const OPENCLAW_FIELDS = [
  'model',
  'providers',
  'channels',
  'skills',
  'mcpServers',
  'config',
  'configOwnership',
] as const;

export function checkAgent({ document }: PodInTenant): readonly DocumentFinding[] {
  const { spec } = document.manifest;
  if (spec.agent !== 'generic') {
    if (!spec.generic) return [];
    const message = '"generic" is for agent: generic, this pod runs openclaw';
    const hint = 'write agent: generic or remove it';
    return [
      { document, path: ['spec', 'generic'], spot: 'key', rule: 'GenericOnly', message, hint },
    ];
  }
  const foreign = OPENCLAW_FIELDS.filter((field) => spec[field] !== undefined);
  const findings = foreign.map((field): DocumentFinding => {
    const message = `${quote(field)} is for openclaw, this pod runs a generic agent`;
    const hint = 'remove it; a generic agent is set up by env, secrets and its image';
    return { document, path: ['spec', field], spot: 'key', rule: 'OpenClawOnly', message, hint };
  });
  return spec.generic ? findings : [...findings, genericMissing(document)];
}

function genericMissing(document: DocumentFinding['document']): DocumentFinding {
  return {
    document,
    path: ['spec', 'generic'],
    spot: 'parent',
    rule: 'GenericMissing',
    message: 'a generic agent needs "generic" with the port it listens on',
    hint: 'write generic: {port: 8080}',
  };
}
