import { type Static, Type } from 'typebox';
import Value from 'typebox/value';
import { AgentPodError } from '../model/errors.ts';
import { Name } from '../schema/scalars.ts';

/** The file of contexts: which servers there are, and how to be let in. */
const closed = { additionalProperties: false };

const Context = Type.Object({ name: Name, server: Name, credential: Type.Optional(Name) }, closed);
const Server = Type.Object({ name: Name, url: Type.String() }, closed);
const Credential = Type.Object(
  {
    name: Name,
    token: Type.Optional(Type.String()),
    /** Relative ones start at the folder of the file. */
    tokenFile: Type.Optional(Type.String()),
  },
  closed,
);

const ContextFile = Type.Object(
  {
    apiVersion: Type.Optional(Type.String()),
    kind: Type.Optional(Type.String()),
    currentContext: Type.Optional(Type.String()),
    contexts: Type.Optional(Type.Array(Context)),
    servers: Type.Optional(Type.Array(Server)),
    credentials: Type.Optional(Type.Array(Credential)),
  },
  closed,
);

export type ContextFile = Static<typeof ContextFile>;

export interface ChosenContext {
  readonly url: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

/** `ConfigInvalid` (InvalidInput) with the place; never with a value, which may be a token. */
export function checkContexts(value: unknown, file: string): ContextFile {
  const filled = value ?? {};
  if (Value.Check(ContextFile, filled)) return filled;
  const [first] = Value.Errors(ContextFile, filled);
  const place = first?.instancePath.replaceAll('/', '.').replace(/^\./, '') || 'the whole';
  throw invalid(`${file}: ${place} ${first?.message ?? 'is not as it should be'}`);
}

/** `ContextUnknown` (InvalidInput) where there is none of this name, or it names what is not there. */
export function chooseContext(file: ContextFile, name: string, path: string): ChosenContext {
  const context = file.contexts?.find((each) => each.name === name);
  if (context === undefined) {
    const names = file.contexts?.map((each) => each.name).join(', ') || 'none';
    throw unknown(`there is no context ${name} in ${path}`, `there is: ${names}`);
  }
  const server = file.servers?.find((each) => each.name === context.server);
  if (server === undefined) throw unknown(`context ${name} names server ${context.server}`, NAMED);
  const credential = file.credentials?.find((each) => each.name === context.credential);
  if (context.credential !== undefined && credential === undefined) {
    throw unknown(`context ${name} names credential ${context.credential}`, NAMED);
  }
  const { token, tokenFile } = credential ?? {};
  return {
    url: server.url,
    ...(token === undefined ? {} : { token }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
  };
}

/** A context with a server and a credential of its own name, in place of one that is called so. */
export function withContext(
  file: ContextFile,
  name: string,
  { url, tokenFile }: ChosenContext,
): ContextFile {
  const others = <Item extends { readonly name: string }>(items: readonly Item[] | undefined) =>
    (items ?? []).filter((item) => item.name !== name);
  const credential = tokenFile === undefined ? {} : { credential: name };
  return {
    ...file,
    contexts: [...others(file.contexts), { name, server: name, ...credential }],
    servers: [...others(file.servers), { name, url }],
    credentials: [
      ...others(file.credentials),
      ...(tokenFile === undefined ? [] : [{ name, tokenFile }]),
    ],
  };
}

export function withoutSecrets(file: ContextFile): ContextFile {
  const hidden = (file.credentials ?? []).map((each) =>
    each.token === undefined ? each : { ...each, token: '***' },
  );
  return { ...file, ...(file.credentials === undefined ? {} : { credentials: hidden }) };
}

/** `ConfigInvalid` (InvalidInput) unless it is an address of a server. Never with the value in it. */
export function checkServerUrl(url: string, where: string): string {
  const fits = /^(https?:\/\/[^\s/@]+(\/)?|unix:\/\/\/\S+)$/.test(url);
  if (fits) return url;
  throw invalid(`${where}: not the address of a server`);
}

const NAMED = 'which is not in the file; make it again with agentpod config set-context';

function invalid(message: string): AgentPodError {
  const hint = 'a server is https://HOST[:PORT], http://HOST[:PORT] or unix:///PATH';
  return new AgentPodError('InvalidInput', 'ConfigInvalid', message, { hint });
}

function unknown(message: string, hint: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'ContextUnknown', message, { hint });
}
