import '../styles/forms.css';
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import {
  type ConfigPath,
  formatConfigPath,
  parseConfigPath,
} from '../../core/config-drift/config-path.ts';
import type { JsonObject } from '../../core/model/json.ts';
import { checkFields } from '../forms/check-fields.ts';
import type { Complaint } from '../forms/check-value.ts';
import { complaintText, nameOf } from '../forms/field-words.ts';
import { type Field, leavesOf } from '../forms/fields.ts';
import type { Edit, Ground } from '../forms/ground.ts';
import type { JsonSchema } from '../forms/json-schema.ts';
import type { Section } from '../forms/layout.ts';
import { PreviewDialog } from '../parts/preview-dialog.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ask, type ServerProblem } from '../server.ts';
import { useFormWords } from '../words/form-words.ts';
import { Conflict } from './conflict.tsx';
import { ErrorSummary, type Trouble } from './error-summary.tsx';
import { FormContext, type FormGround, fieldId, type OwnText } from './form-state.ts';
import { Sections } from './sections.tsx';
import { useServerCheck } from './use-server-check.ts';
import type { Shelf } from './use-shelf.ts';
import { YamlPane } from './yaml-pane.tsx';

interface ManifestFormProps {
  readonly root: Field;
  readonly schema: JsonSchema;
  readonly sections: readonly Section[];
  readonly text: OwnText;
  /** What it began with; empty for a new document. */
  readonly start: string;
  readonly shelf: Shelf;
  readonly inherited: JsonObject;
  readonly head?: ReactNode;
  readonly behind?: Readonly<Record<string, ReactNode>>;
  /** Of fields that the schema does not know. */
  readonly complaints?: ReadonlyMap<string, Complaint>;
  readonly ground: Ground | undefined;
  /** Undefined while it is not known where it is written to. */
  readonly edit: Edit | undefined;
  /** Why there is none, in words. */
  readonly whyNoEdit: string;
  readonly onNewer: (own: string, newer: Ground, start: string) => void;
  readonly onDone: () => void;
  readonly cancel: string;
}

/** A manifest as fields and as text, until it is looked at and saved. */
export function ManifestForm(props: ManifestFormProps) {
  const { root, schema, sections, text, start, shelf, ground, edit } = props;
  const words = useFormWords();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [wasSent, setWasSent] = useState(false);
  const [reviewed, setReviewed] = useState<readonly Edit[]>();
  const [newer, setNewer] = useState<Ground>();
  const [storing, setStoring] = useState<'no' | 'yes' | ServerProblem>('no');
  const yaml = useRef<HTMLTextAreaElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const fields = useMemo(() => leavesOf(root), [root]);
  const own = useMemo(
    () => new Map([...checkFields(root, text.data), ...(props.complaints ?? [])]),
    [root, text.data, props.complaints],
  );
  const isReady = own.size === 0 && text.brokenAt === undefined;
  const checked = useServerCheck(isReady ? edit : undefined, text.own, fields, shelf.drafts);
  const complaintAt = (path: ConfigPath): Complaint | undefined => {
    const name = formatConfigPath(path);
    const isShown = wasSent || touched.has(name);
    return (isShown ? own.get(name) : undefined) ?? checked.atFields.get(name);
  };
  const form: FormGround = {
    ...text,
    complaintAt,
    touch: (path) => setTouched((before) => new Set([...before, formatConfigPath(path)])),
    shelf,
    inherited: props.inherited,
    goToYaml: () => yaml.current?.focus(),
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isReady || edit === undefined || checked.atFields.size > 0) {
      window.setTimeout(() => summary.current?.focus());
      return;
    }
    setStoring('yes');
    shelf
      .storeAll(text.data)
      .then(() => {
        setStoring('no');
        setReviewed([edit]);
      })
      .catch((problem: ServerProblem) => setStoring(problem));
  };
  const conflict = ({ body }: ServerProblem): void => {
    setReviewed(undefined);
    if (ground === undefined) return;
    setNewer({ ...ground, base: body.hash ?? null, text: body.text });
  };
  if (newer !== undefined) {
    return (
      <Conflict
        start={start}
        own={text.own}
        newer={newer}
        schema={schema}
        onMerged={(merged, found, from) => {
          setNewer(undefined);
          props.onNewer(merged, found, from);
        }}
      />
    );
  }
  const shown = wasSent ? [...own, ...checked.atFields] : [...checked.atFields];
  const troubles: Trouble[] = [
    ...shown.map(([name, complaint]) => {
      const path = parseConfigPath(name) ?? [name];
      return {
        id: fieldId(path),
        name: nameOf(path, words),
        text: complaintText(complaint, words),
      };
    }),
    ...(isReady && edit === undefined ? [{ id: undefined, name: '', text: props.whyNoEdit }] : []),
    ...checked.others.map(({ message }) => ({ id: undefined, name: '', text: message })),
  ];
  return (
    <FormContext value={form}>
      <form className="manifest" onSubmit={send} noValidate>
        {wasSent && <ErrorSummary troubles={troubles} box={summary} />}
        <div className="sides">
          <div className="fields">
            <Sections sections={sections} head={props.head} behind={props.behind ?? {}} />
          </div>
          <YamlPane input={yaml} file={ground?.file ?? ''} />
        </div>
        {typeof storing === 'object' && <ProblemNotice problem={storing} />}
        <p className="buttons">
          <button type="submit" disabled={storing === 'yes'}>
            {storing === 'yes' ? words.storing : words.review}
          </button>
          <Link href={props.cancel} className="button quiet">
            {words.cancel}
          </Link>
        </p>
      </form>
      {reviewed !== undefined && (
        <PreviewDialog
          title={words.reviewTitle}
          button={words.save}
          load={(signal) => ask('/api/v1/changes/preview', { edits: reviewed }, signal)}
          carryOut={({ fingerprint }) => ask('/api/v1/changes', { edits: reviewed, fingerprint })}
          onClose={() => setReviewed(undefined)}
          onDone={props.onDone}
          onConflict={conflict}
        />
      )}
    </FormContext>
  );
}
