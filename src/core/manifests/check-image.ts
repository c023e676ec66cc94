import { mergeDefaults, originOf } from '../desired/merge-defaults.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** Every pod runs a known version: an image must be there, and its tag must not move. */

const MOVING_TAGS: readonly string[] = [
  'alpha',
  'beta',
  'canary',
  'current',
  'dev',
  'develop',
  'edge',
  'extended-stable',
  'head',
  'latest',
  'lts',
  'main',
  'master',
  'next',
  'nightly',
  'preview',
  'rc',
  'rolling',
  'snapshot',
  'stable',
  'testing',
  'unstable',
];

/** Endings that name a flavour of the same version. */
const FLAVOUR = /-(slim|browser|alpine|bookworm|trixie|full|debian|ubuntu)$/;

export function checkImage({ document, tenant }: PodInTenant): readonly DocumentFinding[] {
  const { spec } = document.manifest;
  const { image } = mergeDefaults(spec, tenant.manifest.spec);
  if (image === undefined) {
    const message = 'a generic agent needs an image';
    const hint = 'write image: REGISTRY/NAME:VERSION here or in the defaults of its tenant';
    return [
      { document, path: ['spec', 'image'], spot: 'parent', rule: 'ImageMissing', message, hint },
    ];
  }
  const tag = movingTag(image);
  if (tag === undefined) return [];
  const message = `${quote(image)} is not pinned: the tag ${quote(tag)} moves`;
  const hint = 'name a version tag or a digest, so that a pod changes only when its manifest does';
  return [
    { ...originOf(document, tenant, 'image'), spot: 'value', rule: 'MovingImage', message, hint },
  ];
}

/** The tag when it moves; undefined when the reference is pinned. */
function movingTag(image: string): string | undefined {
  if (image.includes('@')) return undefined;
  const tag = image.slice(image.lastIndexOf(':') + 1);
  let bare = tag.toLowerCase();
  while (FLAVOUR.test(bare)) bare = bare.replace(FLAVOUR, '');
  return MOVING_TAGS.includes(bare) ? tag : undefined;
}
