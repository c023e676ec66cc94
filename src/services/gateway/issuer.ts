import type { PeerCertificate } from 'node:tls';
import { cleanText } from './clean-text.ts';

const MAX_LENGTH = 100;

/** Who made a certificate, in words: Traefik's stand-in and a real authority read differently. */
export function issuerOf({ issuer }: PeerCertificate): string {
  const names = [issuer?.CN, issuer?.O].flat().filter((name) => name !== undefined && name !== '');
  return names.length === 0 ? 'nobody named' : cleanText(names.join(', '), MAX_LENGTH);
}
