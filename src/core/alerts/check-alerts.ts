import ipaddr from 'ipaddr.js';
import type { Finding } from '../manifests/document.ts';
import { quote } from '../manifests/quote.ts';
import { parseDuration } from '../util/duration.ts';
import { nearest } from '../util/suggest.ts';
import type { AlertsSpec, ReceiverSpec } from './alerts-config.ts';

const WAYS = ['webhook', 'slack', 'discord', 'telegram', 'email'] as const;

/** What a schema cannot say of an alerts file. */
export function checkAlerts(spec: AlertsSpec): readonly Finding[] {
  const { receivers, rules = [] } = spec;
  const names = receivers.map(({ name }) => name);
  return [
    ...checkRepeat(spec),
    ...receivers.flatMap((receiver, index) => [
      ...checkName(names, index),
      ...checkWay(receiver, index),
      ...checkRanges(receiver, index),
      ...checkLogin(receiver, index),
      ...checkUrl(receiver, index),
    ]),
    ...rules.flatMap((rule, index) =>
      rule.receivers.flatMap((name, at) => checkKnown(name, names, index, at)),
    ),
  ];
}

const SHORTEST_REPEAT_S = 60;

function checkRepeat({ repeatAfter }: AlertsSpec): readonly Finding[] {
  if (repeatAfter === undefined || (parseDuration(repeatAfter) ?? 0) >= SHORTEST_REPEAT_S)
    return [];
  const message = `${quote(repeatAfter)} is less than a minute`;
  return [at(['repeatAfter'], 'OutOfRange', message, 'write 1m or more')];
}

/** It would stand in the file, which may be shown to anybody. */
function checkUrl({ webhook }: ReceiverSpec, index: number): readonly Finding[] {
  const url = webhook && URL.parse(webhook.url);
  if (url === undefined || (url !== null && url.username + url.password === '')) return [];
  const path = ['receivers', index, 'webhook', 'url'] as const;
  if (url === null)
    return [at(path, 'WebAddressFormat', 'it is not a web address', 'see its host')];
  const hint = 'leave them out; sign with secret: {env: NAME} instead';
  return [at(path, 'SecretInUrl', 'the address holds a user or a password', hint)];
}

function checkName(names: readonly string[], index: number): readonly Finding[] {
  const name = names[index] ?? '';
  if (names.indexOf(name) === index) return [];
  const message = `two receivers are called ${quote(name)}`;
  return [at(['receivers', index, 'name'], 'DuplicateName', message, 'rename one of them')];
}

function checkWay(receiver: ReceiverSpec, index: number): readonly Finding[] {
  const given = WAYS.filter((way) => receiver[way] !== undefined);
  if (given.length === 1) return [];
  const message =
    given.length === 0
      ? 'the receiver does not say how it is reached'
      : `the receiver is reached in ${given.length} ways: ${given.join(', ')}`;
  const hint = `give it one of ${WAYS.join(', ')}`;
  return [at(['receivers', index, 'name'], 'OneWay', message, hint)];
}

function checkRanges({ allowPrivate = [] }: ReceiverSpec, index: number): readonly Finding[] {
  return allowPrivate.flatMap((range, position) => {
    if (range.includes('/') ? ipaddr.isValidCIDR(range) : ipaddr.isValid(range)) return [];
    const path = ['receivers', index, 'allowPrivate', position] as const;
    const message = `${quote(range)} is not an address range`;
    return [at(path, 'AddressRangeFormat', message, 'write it like 10.20.0.0/16')];
  });
}

function checkLogin({ email }: ReceiverSpec, index: number): readonly Finding[] {
  if (email === undefined || (email.user === undefined) === (email.password === undefined))
    return [];
  const message = 'a login needs both user and password';
  return [at(['receivers', index, 'email'], 'HalfALogin', message, 'give both, or neither')];
}

function checkKnown(
  name: string,
  names: readonly string[],
  index: number,
  position: number,
): readonly Finding[] {
  if (names.includes(name)) return [];
  const meant = nearest(name, names);
  const hint = meant ? `did you mean ${meant}?` : `receivers: ${names.join(', ')}`;
  const path = ['rules', index, 'receivers', position] as const;
  return [at(path, 'UnknownReceiver', `no receiver is called ${quote(name)}`, hint)];
}

function at(
  path: readonly (string | number)[],
  rule: string,
  message: string,
  hint: string,
): Finding {
  return { path, spot: 'value', rule, message, hint };
}
