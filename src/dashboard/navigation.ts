import type { Words } from './words/en.ts';

interface NavigationLink {
  readonly path: string;
  readonly name: string;
}

/** Links that belong together, under a word of their own. */
export interface NavigationGroup {
  /** Undefined for those that everybody needs. */
  readonly title: string | undefined;
  readonly links: readonly NavigationLink[];
}

export const ALERTS_PATH = '/alerts';

/** Everything that has an address of its own, in the order in which it is asked for. */
export function navigation(words: Words): readonly NavigationGroup[] {
  return [
    {
      title: undefined,
      links: [
        { path: '/', name: words.fleet },
        { path: ALERTS_PATH, name: words.alerts },
        { path: '/events', name: words.events },
        { path: '/drift', name: words.drift },
      ],
    },
    {
      title: words.delivery,
      links: [
        { path: '/sources', name: words.sources },
        { path: '/runs', name: words.runs },
      ],
    },
    {
      title: words.installation,
      links: [
        { path: '/doctor', name: words.doctor },
        { path: '/secrets', name: words.secrets },
        { path: '/audit', name: words.audit },
        { path: '/server', name: words.server },
        { path: '/account', name: words.signInSettings },
      ],
    },
  ];
}

/** What stands in the title of the window: the page's name, or whom it is about. */
export function titleOf(place: string, groups: readonly NavigationGroup[]): string {
  const link = groups.flatMap(({ links }) => links).find(({ path }) => path === place);
  return link?.name ?? decoded(place.split('/').slice(2).join('/'));
}

/** Anybody may write an address that is none. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
