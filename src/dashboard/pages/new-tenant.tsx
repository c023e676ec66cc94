import { useState } from 'react';
import { useLocation } from 'wouter';
import { newTenantManifest } from '../../core/manifests-edit/new-manifests.ts';
import type { JsonObject } from '../../core/model/json.ts';
import { useOwnText } from '../form-parts/form-state.ts';
import { ManifestForm } from '../form-parts/manifest-form.tsx';
import { type Manifests, useFileText, useManifests } from '../form-parts/use-manifests.ts';
import { useShelf } from '../form-parts/use-shelf.ts';
import type { Complaint } from '../forms/check-value.ts';
import { fieldOf } from '../forms/fields.ts';
import { composeEdit, type Ground, groundAt, placeFor } from '../forms/ground.ts';
import { layOut, TENANT_PLAN } from '../forms/layout.ts';
import { writeOwn } from '../forms/own-text.ts';
import { TENANT_SCHEMA } from '../forms/schemas.ts';
import { subjectOf } from '../forms/slot.ts';
import { Answered } from '../parts/answered.tsx';
import { useFormWords } from '../words/form-words.ts';

const ROOT = fieldOf(TENANT_SCHEMA);
const SECTIONS = layOut(ROOT, TENANT_PLAN);
const START = writeOwn(newTenantManifest({ name: '' }) as JsonObject, TENANT_SCHEMA);

export function NewTenantPage() {
  const words = useFormWords();
  const manifests = useManifests();
  return (
    <>
      <h1>{words.newTenant}</h1>
      <p className="hint">{words.newTenantIntro}</p>
      <Answered live={{ ...manifests, answeredAt: undefined }}>
        {(known) => <NewTenant manifests={known} />}
      </Answered>
    </>
  );
}

function NewTenant({ manifests }: { readonly manifests: Manifests }) {
  const words = useFormWords();
  const { items, metadata } = manifests;
  const { folders } = metadata;
  const [, go] = useLocation();
  const text = useOwnText(START, TENANT_SCHEMA);
  const [newer, setNewer] = useState<Ground>();
  const name = subjectOf(text.data)?.slice('tenant/'.length) ?? '';
  const shelf = useShelf(name, '');
  const place = name === '' ? undefined : placeFor(name, items, folders);
  const isTaken = place?.kind === 'file' && place.hasTenant;
  const file = useFileText(place?.kind === 'file' && !isTaken ? place.file : undefined);
  const ground = groundAt(place, file.data, newer);
  const edit = ground && !isTaken ? composeEdit(ground, text.own) : undefined;
  const complaints = new Map<string, Complaint>();
  if (isTaken) complaints.set('metadata.name', { kind: 'said', message: words.tenantIsTaken });
  if (folders.length === 0) {
    complaints.set('metadata.name', { kind: 'said', message: words.noFolder });
  }
  return (
    <ManifestForm
      root={ROOT}
      schema={TENANT_SCHEMA}
      sections={SECTIONS}
      text={text}
      start=""
      shelf={shelf}
      inherited={{}}
      complaints={complaints}
      ground={ground}
      edit={edit}
      whyNoEdit={file.problem?.message ?? words.fileNotRead}
      onNewer={(own, found) => {
        text.setOwn(own);
        setNewer(found);
      }}
      onDone={() => go(`/new/pod?tenant=${encodeURIComponent(name)}`)}
      cancel="/"
    />
  );
}
