import { describe, expect, it } from 'vitest';
import { AgentPodError } from '../../core/model/errors.ts';
import { DeadlineError, statusOf, toFailure, wordsOf } from './errors.ts';

function answer(statusCode: number, message: string): Error {
  const text = `(HTTP code ${statusCode}) unexpected - ${message} `;
  return Object.assign(new Error(text), { statusCode, json: { message } });
}

function broken(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

const ADDRESS = 'unix:///var/run/docker.sock';

describe('failures of the Engine', () => {
  it.each([
    [
      500,
      'driver failed programming external connectivity: Bind for 127.0.0.1:20000 failed: port is already allocated',
      'Transient',
      'PortTaken',
    ],
    [500, 'listen tcp4 127.0.0.1:20000: bind: address already in use', 'Transient', 'PortTaken'],
    [
      500,
      'failed to set up container networking: Address already in use',
      'Conflict',
      'AddressTaken',
    ],
    [403, 'Pool overlaps with other one on this address space', 'Conflict', 'SubnetTaken'],
    [
      409,
      'Conflict. The container name "/x" is already in use by container "y"',
      'Conflict',
      'NameTaken',
    ],
    [409, 'network with name x already exists', 'Conflict', 'NameTaken'],
    [404, 'No such image: x:1', 'Waiting', 'ImageMissing'],
    [500, 'manifest for x:1 not found: manifest unknown', 'Waiting', 'ImageMissing'],
    [404, 'No such container: x', 'Transient', 'NotFound'],
    [409, 'Container x is not running', 'Transient', 'EngineError'],
    [500, 'disk full', 'Transient', 'EngineError'],
  ])('turns %i "%s" into %s %s', (status, words, failure, reason) => {
    const error = toFailure(answer(status, words), 'doing x', ADDRESS);

    expect(error).toMatchObject({ failure, reason });
    expect(error.message).toMatch(/^doing x: /);
    expect(statusOf(error)).toBe(status);
  });

  it.each([
    ['ENOENT', 'no such socket', 'start Docker'],
    ['ECONNREFUSED', 'refuses connections', 'start Docker'],
    ['EACCES', 'permission denied', 'usermod -aG docker'],
    ['ENOTFOUND', 'does not resolve', 'DOCKER_HOST'],
    ['ECONNRESET', 'closed the connection', 'docker info'],
    ['EOTHER', 'connect EOTHER', 'start Docker'],
  ])('says of %s what was seen, where, and what to do', (code, saw, todo) => {
    const error = toFailure(broken(code), 'listing', ADDRESS);

    expect(error).toMatchObject({ failure: 'Transient', reason: 'EngineUnreachable' });
    expect(error.message).toContain(ADDRESS);
    expect(error.message).toContain(saw);
    expect(error.hint).toContain(todo);
  });

  it('counts silence as unreachable', () => {
    const error = toFailure(new DeadlineError(30), 'listing', ADDRESS);
    expect(error).toMatchObject({ reason: 'EngineUnreachable' });
    expect(error.message).toContain('did not answer within 30 s');
  });

  it('leaves our own failures as they are', () => {
    const own = new AgentPodError('Conflict', 'NameTaken', 'x');
    expect(toFailure(own, 'doing', ADDRESS)).toBe(own);
    expect(statusOf(own)).toBeUndefined();
  });

  it('finds the words also where the answer was no JSON', () => {
    const error = Object.assign(new Error('(HTTP code 500) server error - oh no '), {
      statusCode: 500,
      json: null,
    });
    expect(wordsOf(error)).toBe('oh no');
  });
});
