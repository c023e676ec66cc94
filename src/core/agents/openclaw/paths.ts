/** Where things lie inside an OpenClaw container. */
export const HOME = '/home/node';
export const STATE_DIR = `${HOME}/.openclaw`;
export const WORKSPACE_DIR = `${STATE_DIR}/workspace`;
export const CACHE_DIR = `${HOME}/.cache`;
/** Outside the state, so that it can be read-only. A folder: the gateway watches for renames. */
export const CONFIG_DIR = '/etc/openclaw';
export const CONFIG_FILE = 'openclaw.json';
/** Plain HTTP and WebSocket; OpenClaw's own default. */
export const GATEWAY_PORT = 18789;
