import { podPath } from '../model/pod-path.ts';
import { beat } from '../model/pulse.ts';
import { ask } from '../server.ts';
import { useChangeWords } from '../words/change-words.ts';
import { type Accepted, type Preview, PreviewDialog } from './preview-dialog.tsx';

/** What is to become of which changes. */
export interface Decision {
  readonly kind: 'accept' | 'revert';
  readonly choice: { readonly all: true } | { readonly places: readonly string[] };
}

interface DriftDialogProps {
  readonly tenant: string;
  readonly pod: string;
  readonly decision: Decision;
  readonly onClose: () => void;
}

export function DriftDialog({ tenant, pod, decision, onClose }: DriftDialogProps) {
  const words = useChangeWords();
  const { kind, choice } = decision;
  const path = `${podPath(tenant, pod)}/drift/${kind}`;
  return (
    <PreviewDialog
      title={`${tenant}/${pod}: ${words[`${kind}Title`]}`}
      intro={words[`${kind}Intro`]}
      button={words[kind]}
      load={(signal) => ask<Preview>(path, { ...choice, preview: true }, signal)}
      carryOut={({ fingerprint }) => ask<Accepted>(path, { ...choice, fingerprint })}
      onDone={beat}
      onClose={onClose}
    />
  );
}
