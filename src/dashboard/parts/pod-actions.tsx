import { useState } from 'react';
import { Link } from 'wouter';
import { podPath } from '../model/pod-path.ts';
import { beat } from '../model/pulse.ts';
import { type Answer, ask, get, type Pod } from '../server.ts';
import { useChangeWords } from '../words/change-words.ts';
import { useWords } from '../words/words.ts';
import { OwnerLinkDialog } from './owner-link-dialog.tsx';
import { type Accepted, type Preview, PreviewDialog } from './preview-dialog.tsx';

type Action = 'suspend' | 'resume' | 'reconcile' | 'link';

/** What an administrator may have done about a pod; each is looked at before it is done. */
export function PodActions({ pod: { metadata, status } }: { readonly pod: Pod }) {
  const words = useChangeWords();
  const { editPod } = useWords();
  const [action, setAction] = useState<Action>();
  const { tenant, name } = metadata;
  const close = (): void => setAction(undefined);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: no form, so no fieldset. */}
      <div className="actions" role="group" aria-label={words.actions}>
        <Link className="button quiet" href={`/pods/${tenant}/${name}/edit`}>
          {editPod}
        </Link>
        {(status.suspended
          ? (['resume', 'reconcile'] as const)
          : (['link', 'reconcile', 'suspend'] as const)
        ).map((each) => (
          <button key={each} type="button" className="quiet" onClick={() => setAction(each)}>
            {each === 'link' ? words.ownerLink : words[each]}
          </button>
        ))}
      </div>
      {action === 'link' && (
        <OwnerLinkDialog tenant={tenant} pod={name} hosts={status.hosts} onClose={close} />
      )}
      {action !== undefined && action !== 'link' && (
        <ActionDialog action={action} tenant={tenant} pod={name} onClose={close} />
      )}
    </>
  );
}

interface ActionDialogProps {
  readonly action: Exclude<Action, 'link'>;
  readonly tenant: string;
  readonly pod: string;
  readonly onClose: () => void;
}

function ActionDialog({ action, tenant, pod, onClose }: ActionDialogProps) {
  const words = useChangeWords();
  const path = `${podPath(tenant, pod)}/${action}`;
  const load = (signal: AbortSignal): Promise<Preview> =>
    action === 'reconcile'
      ? planNow(tenant, pod, signal)
      : ask<Preview>(`${path}?preview=true`, {}, signal);
  return (
    <PreviewDialog
      title={words[`${action}Title`](`${tenant}/${pod}`)}
      intro={words[`${action}Intro`]}
      button={words[action]}
      load={load}
      carryOut={() => ask<Accepted>(path, {})}
      onDone={beat}
      onClose={onClose}
    />
  );
}

/** What would be done anyway, sooner or later. */
async function planNow(tenant: string, pod: string, signal: AbortSignal): Promise<Preview> {
  const query = new URLSearchParams({ tenant, pod });
  const { apiVersion, items } = await get<Answer<'PlanList'>>(`/api/v1/plans?${query}`, signal);
  const [plan] = items;
  return {
    apiVersion,
    kind: 'ChangePreview',
    valid: true,
    diagnostics: [],
    impact: [],
    fingerprint: '',
    diffs: [],
    ...(plan === undefined ? {} : { plan }),
  };
}
