import { createContext, use, useState } from 'react';
import { type ConfigPath, formatConfigPath } from '../../core/config-drift/config-path.ts';
import type { FieldValue } from '../../core/manifests-edit/set-values.ts';
import type { JsonObject } from '../../core/model/json.ts';
import type { Complaint } from '../forms/check-value.ts';
import type { JsonSchema } from '../forms/json-schema.ts';
import { editOwn, readOwn } from '../forms/own-text.ts';
import type { SecretDraft } from '../forms/secret-drafts.ts';

/** One document as text; what it says is the form. */
export interface OwnText {
  readonly own: string;
  /** What it said when it could last be read. */
  readonly data: JsonObject;
  /** Line of the text that cannot be read; the fields wait until it can. */
  readonly brokenAt: number | undefined;
  /** The field whose last change would have cost a comment, and was not made. */
  readonly stuck: string | undefined;
  readonly set: (values: readonly FieldValue[]) => void;
  readonly setOwn: (own: string) => void;
}

interface Kept {
  readonly own: string;
  readonly data: JsonObject;
  readonly stuck: string | undefined;
}

export function useOwnText(start: string, schema: JsonSchema): OwnText {
  const [kept, setKept] = useState<Kept>(() => ({
    own: start,
    data: readOwn(start).data ?? {},
    stuck: undefined,
  }));
  const setOwn = (own: string): void =>
    setKept(({ data }) => ({ own, data: readOwn(own).data ?? data, stuck: undefined }));
  const set = (values: readonly FieldValue[]): void =>
    setKept((before) => {
      const own = editOwn(before.own, values, schema);
      const path = values[0]?.path ?? [];
      if (own === undefined) return { ...before, stuck: formatConfigPath(path) };
      return { own, data: readOwn(own).data ?? before.data, stuck: undefined };
    });
  const reading = readOwn(kept.own);
  const brokenAt = reading.data === undefined ? reading.line : undefined;
  return { ...kept, brokenAt, set, setOwn };
}

export interface SecretShelf {
  readonly tenant: string;
  readonly pod: string;
  /** Names of what is stored for the tenant. */
  readonly stored: readonly string[];
  readonly drafts: readonly SecretDraft[];
  /** Undefined takes it away. */
  readonly setDraft: (path: ConfigPath, draft: Omit<SecretDraft, 'path'> | undefined) => void;
}

/** What every field of a form looks at. */
export interface FormGround extends OwnText {
  readonly complaintAt: (path: ConfigPath) => Complaint | undefined;
  /** The field was left, so that what is wrong with it may be said. */
  readonly touch: (path: ConfigPath) => void;
  readonly shelf: SecretShelf;
  /** What holds where this manifest says nothing, as a manifest. */
  readonly inherited: JsonObject;
  readonly goToYaml: () => void;
}

export const FormContext = createContext<FormGround | undefined>(undefined);

export function useForm(): FormGround {
  const ground = use(FormContext);
  if (ground === undefined) throw new Error('outside of a form');
  return ground;
}

export function fieldId(path: ConfigPath): string {
  return `field-${formatConfigPath(path)}`;
}
