import { describe, expect, it } from 'vitest';
import { resolveHost } from './host.ts';

describe('the address of the Engine', () => {
  it('is the usual socket when nothing is said', () => {
    expect(resolveHost(undefined, {})).toMatchObject({
      address: 'unix:///var/run/docker.sock',
      local: true,
      options: { socketPath: '/var/run/docker.sock', host: undefined },
    });
  });

  it('is the argument before DOCKER_HOST', () => {
    const env = { DOCKER_HOST: 'tcp://10.0.0.1:2375' };
    expect(resolveHost('unix:///a.sock', env).options).toMatchObject({
      socketPath: '/a.sock',
      host: undefined,
    });
    expect(resolveHost(undefined, env)).toMatchObject({
      local: false,
      options: { socketPath: undefined, host: '10.0.0.1', port: '2375', protocol: 'http' },
    });
  });

  it('is reached by TLS on its port, or when the environment asks for it', () => {
    expect(resolveHost('tcp://h:2376', {}).options.protocol).toBe('https');
    expect(resolveHost('h:1', { DOCKER_TLS_VERIFY: '1' }).options.protocol).toBe('https');
  });

  it('is reached by ssh with the user’s agent', () => {
    expect(resolveHost('ssh://me@h', { SSH_AUTH_SOCK: '/agent' }).options).toMatchObject({
      protocol: 'ssh',
      host: 'h',
      port: '22',
      username: 'me',
      sshOptions: { agent: '/agent' },
    });
  });

  it.each([['ftp://h'], ['http://'], ['tcp://a b']])('is refused when it is %s', (address) => {
    expect(() => resolveHost(address, {})).toThrow(`"${address}" is not the address`);
  });

  it('is refused when its certificates cannot be read', () => {
    const env = { DOCKER_CERT_PATH: '/no/such/folder' };
    expect(() => resolveHost('tcp://h:2376', env)).toThrow('/no/such/folder cannot be read');
  });
});
