import type Docker from 'dockerode';
import { STUB_IMAGE } from '../../contract/docker-world.ts';

/** Does to the files of a volume what a person would, from a container beside the pod's. */
export async function inVolume(docker: Docker, volume: string, script: string): Promise<void> {
  const container = await docker.createContainer({
    Image: STUB_IMAGE,
    Cmd: ['sh', '-ec', `cd /volume; ${script}`],
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [{ Type: 'volume', Source: volume, Target: '/volume' }],
    } as Docker.HostConfig,
  });
  try {
    await container.start();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    if (StatusCode !== 0) throw new Error(`${script} ended with ${StatusCode}`);
  } finally {
    await container.remove({ force: true });
  }
}
