import type { DesiredState } from '../../core/model/desired.ts';
import type { Diagnostic } from '../../core/model/diagnostic.ts';
import { ManifestError } from '../../core/model/errors.ts';
import { podSubject, type Subject, tenantSubject } from '../../core/model/resource.ts';
import { hashJson } from '../../core/util/hash.ts';
import type { ManifestSource } from '../../ports/manifest-source.ts';
import type { SecretReader } from '../../ports/secret-reader.ts';
import { createLoadCache, loadDesired } from '../load.ts';

export type LoadOutcome =
  | {
      readonly kind: 'loaded';
      readonly desired: DesiredState;
      readonly changed: readonly Subject[];
      readonly removed: readonly Subject[];
    }
  | {
      readonly kind: 'refused';
      readonly diagnostics: readonly Diagnostic[];
      /** False for the very errors of the load before. */
      readonly isNews: boolean;
    };

/** What the manifests ask for: the last that was whole and valid. */
export class WantedState {
  readonly #source: ManifestSource;
  readonly #secrets: SecretReader;
  readonly #cache = createLoadCache();
  #desired: DesiredState | undefined;
  #prints: ReadonlyMap<Subject, string> = new Map();
  #complaint = '';

  constructor(source: ManifestSource, secrets: SecretReader) {
    this.#source = source;
    this.#secrets = secrets;
  }

  /** Undefined until manifests were valid once. */
  get desired(): DesiredState | undefined {
    return this.#desired;
  }

  /** What is in force out of these files. */
  declaredIn(files: ReadonlySet<string>): readonly Subject[] {
    const { tenants = [], pods = [] } = this.#desired ?? {};
    return [
      ...tenants
        .filter(({ position }) => files.has(position.file))
        .map(({ name }) => tenantSubject(name)),
      ...pods.filter(({ position }) => files.has(position.file)).map(({ key }) => podSubject(key)),
    ];
  }

  get wishes(): ReadonlyMap<Subject, string> {
    return this.#prints;
  }

  get subjects(): readonly Subject[] {
    return [...this.#prints.keys()];
  }

  /** Rejects when something else than the manifests is wrong. */
  async load(): Promise<LoadOutcome> {
    try {
      const request = { source: this.#source, secrets: this.#secrets, cache: this.#cache };
      const { desired } = await loadDesired(request);
      return this.#accept(desired);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      const complaint = hashJson(error.diagnostics);
      const isNews = complaint !== this.#complaint;
      this.#complaint = complaint;
      return { kind: 'refused', diagnostics: error.diagnostics, isNews };
    }
  }

  #accept(desired: DesiredState): LoadOutcome {
    const before = this.#prints;
    const prints = printsOf(desired);
    this.#desired = desired;
    this.#prints = prints;
    this.#complaint = '';
    return {
      kind: 'loaded',
      desired,
      changed: [...prints.keys()].filter((key) => before.get(key) !== prints.get(key)),
      removed: [...before.keys()].filter((key) => !prints.has(key)),
    };
  }
}

/** Where in a file something stands makes no difference. */
export function printsOf({ tenants, pods }: DesiredState): ReadonlyMap<Subject, string> {
  return new Map([
    ...tenants.map(
      ({ position: _, ...tenant }) => [tenantSubject(tenant.name), hashJson(tenant)] as const,
    ),
    ...pods.map(({ position: _, ...pod }) => [podSubject(pod.key), hashJson(pod)] as const),
  ]);
}
