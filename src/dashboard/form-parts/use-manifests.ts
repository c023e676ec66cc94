import { useEffect, useState } from 'react';
import type { Ground, KnownFile } from '../forms/ground.ts';
import { LookLoop } from '../model/look-loop.ts';
import type { ServerProblem } from '../server.ts';

export interface Manifests {
  readonly items: readonly KnownFile[];
  readonly metadata: {
    /** Where new files may be, each to be followed by its name. */
    readonly folders: readonly string[];
  };
}

/** As it was answered, or why not; undefined until then. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly problem: ServerProblem | undefined;
}

const NOT_YET = { data: undefined, problem: undefined };

/** Asks until it is answered; a form must not move under the hands of who fills it in. Without a path there is nothing to ask. */
function useAsked<Data>(path: string | undefined): Asked<Data> {
  const [asked, setAsked] = useState<Asked<Data> & { readonly path?: string }>(NOT_YET);
  useEffect(() => {
    if (path === undefined) return;
    const loop: LookLoop<Data> = new LookLoop<Data>({
      path,
      pauseMs: 0,
      onAnswer: (data) => {
        loop.end();
        setAsked({ data, problem: undefined, path });
      },
      onProblem: (problem) => {
        // What a server refuses it refuses again; one that is gone comes back.
        if (problem.status !== 0) loop.end();
        setAsked({ data: undefined, problem, path });
      },
    });
    return () => loop.end();
  }, [path]);
  return asked.path === path ? asked : NOT_YET;
}

export function useManifests(): Asked<Manifests> {
  return useAsked<Manifests>('/api/v1/manifests');
}

export interface FileText extends Pick<Ground, 'file'> {
  readonly hash: string;
  readonly text: string;
  readonly editable: boolean;
  readonly whyNot?: string;
}

export function useFileText(file: string | undefined): Asked<FileText> {
  return useAsked<FileText>(file && `/api/v1/manifests/content?file=${encodeURIComponent(file)}`);
}

interface StoredNames {
  readonly items: readonly { readonly tenant: string; readonly name: string }[];
}

/** Names of what is stored for a tenant; none where that cannot be told. */
export function useStoredNames(tenant: string): readonly string[] {
  const { data } = useAsked<StoredNames>('/api/v1/secrets');
  return (data?.items ?? []).filter((each) => each.tenant === tenant).map(({ name }) => name);
}
