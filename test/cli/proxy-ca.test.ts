import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCertificates } from '../../src/services/certificates/local-certificates.ts';
import { CliBench } from './cli-run.ts';

describe('agentpod proxy ca', () => {
  let bench: CliBench;
  beforeEach(async () => {
    bench = await CliBench.open();
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  async function issue(): Promise<string> {
    const now = (): Date => bench.workspace.clock.now();
    const certificates = createLocalCertificates({ stateDir: bench.folder, now });
    await certificates.issue(['agent.localhost']);
    return (await certificates.authority()) ?? '';
  }

  it('prints the certificate alone, and on stderr how to trust it', async () => {
    const authority = await issue();

    const { code, stdout, stderr } = await bench.run(['proxy', 'ca']);

    expect(code).toBe(0);
    expect(stdout).toBe(authority);
    expect(stderr).toContain(new X509Certificate(authority).fingerprint256);
    expect(stderr).toContain('update-ca-certificates');
    expect(stdout + stderr).not.toContain('PRIVATE');
  });

  it('says nothing more when it is to be quiet', async () => {
    const authority = await issue();
    expect(await bench.run(['proxy', 'ca', '-q'])).toEqual({
      code: 0,
      stdout: authority,
      stderr: '',
    });
  });

  it('says when there is none, and makes none', async () => {
    const { code, stdout, stderr } = await bench.run(['proxy', 'ca']);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('no local authority yet');
    expect(stderr).toContain('agentpod apply');
    expect((await bench.run(['proxy', 'ca'])).code).toBe(1);
  });
});
