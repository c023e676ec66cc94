import type { AppConfig } from './config.ts';
import type { OpenWorkspace, WorkspaceRequest } from './engine/workspace.ts';
import type { CliServices } from './harness/cli/context.ts';
import { fingerprintKey } from './services/crypto/fingerprint.ts';
import { ephemeralKey } from './services/crypto/master-key.ts';
import { embeddedStatus, stopEmbedded } from './services/database/embedded/server.ts';
import { openState } from './services/database/open.ts';
import { createDockerRuntime } from './services/docker/runtime.ts';
import { createManifestFolder } from './services/git/manifest-folder.ts';
import { secretReader } from './services/secrets/secret-reader.ts';
import { manifestSource } from './services/source/manifest-source.ts';
import { systemClock } from './services/system-clock.ts';

/** Joins the services to the rest. The only file that knows them all. */
export function createServices(
  config: AppConfig,
  env: Readonly<Record<string, string | undefined>>,
): CliServices {
  const runtime = createDockerRuntime(
    config.dockerHost === undefined ? {} : { dockerHost: config.dockerHost },
  );
  return {
    openWorkspace: workspaceOpener(config, env, runtime),
    manifestSource: (paths, { cwd, stdin }) => manifestSource(paths, { cwd, stdin }),
    offlineSecrets: () => secretReader({ env, fingerprintKey: fingerprintKey(ephemeralKey()) }),
    runtime: () => runtime,
    manifestFolder: createManifestFolder,
    embeddedState: {
      status: async () => {
        const { dataDir, pid } = await embeddedStatus(config.stateDir);
        return { directory: dataDir, running: pid !== undefined, pid };
      },
      stop: () => stopEmbedded(config.stateDir),
    },
  };
}

function workspaceOpener(
  config: AppConfig,
  env: Readonly<Record<string, string | undefined>>,
  runtime: ReturnType<typeof createDockerRuntime>,
): OpenWorkspace {
  return async ({ readOnly, command }: WorkspaceRequest) => {
    const state = await openState({
      stateDir: config.stateDir,
      readOnly,
      application: `agentpod ${command}`,
      ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
      ...(config.masterKeyFile === undefined ? {} : { masterKeyFile: config.masterKeyFile }),
    });
    return {
      settings: { instance: config.instance, ports: config.ports, subnetPool: config.subnetPool },
      runtime,
      store: state.store,
      lock: state.lock,
      secrets: secretReader({ env, fingerprintKey: state.fingerprintKey }),
      clock: systemClock,
      close: state.close,
    };
  };
}
