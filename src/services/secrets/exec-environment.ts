import { basename } from 'node:path';

/**
 * What a secret provider's program sees of the environment: enough to find its session, its proxy
 * and its own settings, and none of the secrets that stand beside them.
 */
export function execEnvironment(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const own = OWN_SETTINGS[basename(program)] ?? [];
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      (SHARED.has(entry[0]) || own.some((prefix) => entry[0].startsWith(prefix))),
  );
  return Object.fromEntries(passed);
}

const SHARED = new Set([
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SSH_AUTH_SOCK',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]);

/** Starts of names, by program. */
const OWN_SETTINGS: Readonly<Record<string, readonly string[]>> = {
  op: ['OP_'],
  vault: ['VAULT_'],
  bao: ['BAO_', 'VAULT_'],
  bw: ['BW_', 'BITWARDENCLI_'],
  bws: ['BWS_'],
  aws: ['AWS_'],
  gcloud: ['CLOUDSDK_', 'GOOGLE_'],
  az: ['AZURE_'],
  doppler: ['DOPPLER_'],
  infisical: ['INFISICAL_'],
  pass: ['PASSWORD_STORE_', 'GNUPGHOME', 'GPG_'],
  gopass: ['GOPASS_', 'PASSWORD_STORE_', 'GNUPGHOME', 'GPG_'],
  gpg: ['GNUPGHOME', 'GPG_'],
};
