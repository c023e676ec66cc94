import { Option } from 'clipanion';

/** Of commands that can be answered by a server. */
export const serverFlags = {
  server: () =>
    Option.String('--server', {
      description:
        'Ask this server: https://HOST, http://HOST:PORT, unix:///PATH, or local for the one on this machine; AGENTPOD_SERVER, else the context.',
    }),
  context: () =>
    Option.String('--context', {
      description: 'Ask the server of this context; AGENTPOD_CONTEXT, else the current one.',
    }),
};
