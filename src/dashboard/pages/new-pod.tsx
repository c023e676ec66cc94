import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { newPodManifest } from '../../core/manifests-edit/new-manifests.ts';
import type { JsonObject } from '../../core/model/json.ts';
import { useOwnText } from '../form-parts/form-state.ts';
import { IdentityRows } from '../form-parts/identity-rows.tsx';
import { ManifestForm } from '../form-parts/manifest-form.tsx';
import { ProviderKey } from '../form-parts/provider-key.tsx';
import { type Manifests, useFileText, useManifests } from '../form-parts/use-manifests.ts';
import { useShelf } from '../form-parts/use-shelf.ts';
import { applicable } from '../forms/applicable.ts';
import { checkIdentity } from '../forms/check-identity.ts';
import { fieldOf } from '../forms/fields.ts';
import {
  composeEdit,
  composeWithTenant,
  type Ground,
  groundAt,
  placeFor,
  tenantsOf,
} from '../forms/ground.ts';
import { identityEdits, identityOf } from '../forms/identity.ts';
import { inheritedFrom } from '../forms/inherited.ts';
import { layOut, POD_IDENTITY, POD_PLAN } from '../forms/layout.ts';
import { writeOwn } from '../forms/own-text.ts';
import { POD_SCHEMA } from '../forms/schemas.ts';
import { JUST_SAVED } from '../model/just-saved.ts';
import { Answered } from '../parts/answered.tsx';
import { useFormWords } from '../words/form-words.ts';

const ROOT = fieldOf(POD_SCHEMA);
const SECTIONS = layOut(ROOT, POD_PLAN, POD_IDENTITY);
const FIRST_NAME = 'agent';

export function NewPodPage() {
  const words = useFormWords();
  const manifests = useManifests();
  return (
    <>
      <h1>{words.newPod}</h1>
      <p className="hint">{words.newPodIntro}</p>
      <Answered live={{ ...manifests, answeredAt: undefined }}>
        {(known) => <NewPod manifests={known} />}
      </Answered>
    </>
  );
}

function NewPod({ manifests }: { readonly manifests: Manifests }) {
  const words = useFormWords();
  const { items, metadata } = manifests;
  const { folders } = metadata;
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('tenant') ?? '';
  const [start] = useState(() => firstText(asked));
  const text = useOwnText(start, POD_SCHEMA);
  const [newer, setNewer] = useState<Ground>();
  const sections = useMemo(() => applicable(SECTIONS, text.data), [text.data]);
  const identity = identityOf(text.data);
  const shelf = useShelf(identity.tenant, identity.pod);
  const complaints = useMemo(() => checkIdentity(identityOf(text.data)), [text.data]);
  const place = placeFor(identity.tenant, items, folders);
  const file = useFileText(place?.kind === 'file' ? place.file : undefined);
  const ground = groundAt(place, file.data, newer);
  const hasTenant = place?.kind === 'file' && place.hasTenant;
  const edit =
    ground &&
    (hasTenant
      ? composeEdit(ground, text.own)
      : composeWithTenant(ground, identity.tenant, text.own));
  const tells = identity.tenant === '' || complaints.has('spec.tenant') ? '' : tellPlace(place);
  function tellPlace(found: typeof place): string {
    if (found === undefined) return words.noFolder;
    return hasTenant ? words.tenantIsKnown(found.file) : words.tenantIsNew(found.file);
  }
  return (
    <ManifestForm
      root={ROOT}
      schema={POD_SCHEMA}
      sections={sections}
      text={text}
      start=""
      shelf={shelf}
      inherited={inheritedFrom(file.data?.text, identity.tenant)}
      head={
        <IdentityRows
          tenants={tenantsOf(items)}
          identity={identity}
          onIdentity={(next) => text.set(identityEdits(text.data, next))}
          place={tells}
        />
      }
      behind={{ 'spec.model.primary': <ProviderKey /> }}
      complaints={complaints}
      ground={ground}
      edit={edit}
      whyNoEdit={
        place === undefined ? words.noFolder : (file.problem?.message ?? words.fileNotRead)
      }
      onNewer={(own, found) => {
        text.setOwn(own);
        setNewer(found);
      }}
      onDone={() => go(`/pods/${identity.tenant}/${identity.pod}`, { state: JUST_SAVED })}
      cancel="/"
    />
  );
}

function firstText(tenant: string): string {
  const manifest = newPodManifest({ key: `${tenant}/${FIRST_NAME}` }) as JsonObject;
  const name = tenant === '' ? FIRST_NAME : `${tenant}/${FIRST_NAME}`;
  return writeOwn({ ...manifest, metadata: { name } }, POD_SCHEMA);
}
