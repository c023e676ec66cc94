import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { podSubject } from '../../core/model/resource.ts';
import { useOwnText } from '../form-parts/form-state.ts';
import { ManifestForm } from '../form-parts/manifest-form.tsx';
import { ProviderKey } from '../form-parts/provider-key.tsx';
import { type FileText, useFileText, useManifests } from '../form-parts/use-manifests.ts';
import { useShelf } from '../form-parts/use-shelf.ts';
import { applicable } from '../forms/applicable.ts';
import { fieldOf } from '../forms/fields.ts';
import { composeEdit, type Ground } from '../forms/ground.ts';
import { inheritedFrom } from '../forms/inherited.ts';
import { layOut, POD_IDENTITY, POD_PLAN } from '../forms/layout.ts';
import { POD_SCHEMA } from '../forms/schemas.ts';
import { findSlot } from '../forms/slot.ts';
import { Answered } from '../parts/answered.tsx';
import { useFormWords } from '../words/form-words.ts';
import { useWords } from '../words/words.ts';

const ROOT = fieldOf(POD_SCHEMA);
const SECTIONS = layOut(ROOT, POD_PLAN, POD_IDENTITY);

interface EditPodProps {
  readonly tenant: string;
  readonly pod: string;
}

export function EditPodPage({ tenant, pod }: EditPodProps) {
  const { fleet, backToFleet } = useWords();
  const words = useFormWords();
  const subject = podSubject(`${tenant}/${pod}`);
  const manifests = useManifests();
  const found = manifests.data?.items.find(({ subjects }) => subjects.includes(subject));
  const file = useFileText(found?.file);
  const home = manifests.data?.items.find(({ subjects }) => subjects.includes(`tenant/${tenant}`));
  const tenantFile = useFileText(home?.file);
  const isUnknown = manifests.data !== undefined && found === undefined;
  return (
    <>
      <nav className="crumbs" aria-label={backToFleet}>
        <Link href="/">{fleet}</Link> /{' '}
        <Link href={`/pods/${tenant}/${pod}`}>{`${tenant}/${pod}`}</Link>
      </nav>
      <h1>{words.editPod(`${tenant}/${pod}`)}</h1>
      {isUnknown ? (
        <p className="notice bad">{words.gone}</p>
      ) : (
        <Answered live={{ ...worse(manifests, file), answeredAt: undefined }}>
          {(text) => (
            <Editable
              tenant={tenant}
              pod={pod}
              file={text}
              tenantText={tenantFile.data?.text}
              key={text.file}
            />
          )}
        </Answered>
      )}
    </>
  );
}

/** The file, or whatever keeps it from being shown. */
function worse(
  { problem }: ReturnType<typeof useManifests>,
  file: ReturnType<typeof useFileText>,
): ReturnType<typeof useFileText> {
  return problem === undefined ? file : { data: undefined, problem };
}

interface EditableProps extends EditPodProps {
  readonly file: FileText;
  readonly tenantText: string | undefined;
}

function Editable({ tenant, pod, file, tenantText }: EditableProps) {
  const words = useFormWords();
  const subject = podSubject(`${tenant}/${pod}`);
  const own = file.editable ? findSlot(file.text, subject)?.own : undefined;
  if (own === undefined) {
    return (
      <div className="notice bad">
        <p>{words.notEditable}</p>
        {file.whyNot !== undefined && <p className="hint">{file.whyNot}</p>}
      </div>
    );
  }
  const ground = { file: file.file, base: file.hash, text: file.text, subject };
  return <EditForm tenant={tenant} pod={pod} own={own} ground={ground} tenantText={tenantText} />;
}

interface EditFormProps extends EditPodProps {
  readonly own: string;
  readonly ground: Ground;
  readonly tenantText: string | undefined;
}

function EditForm({ tenant, pod, own, ground: first, tenantText }: EditFormProps) {
  const words = useFormWords();
  const [, go] = useLocation();
  const [start, setStart] = useState(own);
  const [ground, setGround] = useState(first);
  const text = useOwnText(own, POD_SCHEMA);
  const sections = useMemo(() => applicable(SECTIONS, text.data), [text.data]);
  const shelf = useShelf(tenant, pod);
  const page = `/pods/${tenant}/${pod}`;
  return (
    <ManifestForm
      root={ROOT}
      schema={POD_SCHEMA}
      sections={sections}
      text={text}
      start={start}
      shelf={shelf}
      inherited={inheritedFrom(tenantText, tenant)}
      behind={{ 'spec.model.primary': <ProviderKey /> }}
      ground={ground}
      edit={text.own === start ? undefined : composeEdit(ground, text.own)}
      whyNoEdit={words.nothingChanged}
      onNewer={(merged, newer, from) => {
        text.setOwn(merged);
        setGround(newer);
        setStart(from);
      }}
      onDone={() => go(page)}
      cancel={page}
    />
  );
}
