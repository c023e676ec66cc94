import { type ConfigFinding, configTrouble } from './config-finding.ts';

/** What is done about a gateway that does not run its config file, the gentlest first. */
export type ConfigCure =
  /** The changes inside at these paths go, whoever owns them; '' for all of them. */
  | { readonly kind: 'put-back'; readonly paths: readonly string[]; readonly why: string }
  /** The file is written once more, so that a watcher sees it. */
  | { readonly kind: 'rewrite' | 'restart'; readonly why: string };

/** `tried`: cures that did not help. Undefined when there is nothing left but to say so. */
export function cureFor(finding: ConfigFinding, tried: number): ConfigCure | undefined {
  const why = configTrouble(finding);
  if (finding.kind === 'applied' || tried > 1) return undefined;
  if (finding.kind === 'pending') return { kind: tried === 0 ? 'rewrite' : 'restart', why };
  const places = finding.issues.map(({ path }) => path).filter((path) => path !== '');
  const paths = tried === 0 && places.length > 0 ? places : [''];
  return { kind: 'put-back', paths, why };
}
