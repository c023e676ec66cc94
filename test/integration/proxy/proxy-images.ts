import Docker from 'dockerode';
import { DEFAULT_PROXY } from '../../../src/core/proxy/defaults.ts';

/** Why no reverse proxy can be started here; undefined when one can. */
export async function whyNoProxy(): Promise<string | undefined> {
  const { traefikImage, socketFilterImage } = DEFAULT_PROXY;
  for (const image of [traefikImage, socketFilterImage]) {
    try {
      await new Docker().getImage(image).inspect();
    } catch {
      return `no image ${image}: run scripts/images.sh`;
    }
  }
  return undefined;
}
