import { execa } from 'execa';

/** Why tests of egress rules cannot run here; undefined when they can. */
export async function whyNoPacketFilter(): Promise<string | undefined> {
  const { exitCode } = await execa('nft', ['list', 'tables'], { reject: false });
  return exitCode === 0 ? undefined : '(skipped: it takes root and nftables)';
}
