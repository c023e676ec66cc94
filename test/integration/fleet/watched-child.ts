import type { Child } from './fleet.ts';

/** Resolves once the child has said this on stderr; fails when it ends without. */
export async function said(child: Child, words: string): Promise<void> {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes(words)) resolve();
    });
    child.stderr.on('close', () => reject(new Error(`never said "${words}":\n${text}`)));
  });
}
