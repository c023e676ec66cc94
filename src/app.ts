import { alertingOf } from './app-alerting.ts';
import type { AppConfig } from './config.ts';
import type { OpenWorkspace, WorkspaceRequest, WorkspaceSettings } from './engine/workspace.ts';
import type { CliServices } from './harness/cli/context.ts';
import type { LocalCertificates } from './ports/local-certificates.ts';
import { createLocalCertificates } from './services/certificates/local-certificates.ts';
import { fingerprintKey } from './services/crypto/fingerprint.ts';
import { keysBeside } from './services/crypto/key-files.ts';
import { ephemeralKey } from './services/crypto/master-key.ts';
import { backupState } from './services/database/backup/backup-state.ts';
import { restoreState } from './services/database/backup/restore-state.ts';
import { embeddedStatus, stopEmbedded } from './services/database/embedded/server.ts';
import { keyFile, openState, type StateOptions } from './services/database/open.ts';
import { rekeyState } from './services/database/rekey.ts';
import { createDiagnosis } from './services/diagnosis/diagnosis.ts';
import { createDockerRuntime } from './services/docker/runtime.ts';
import { createHostFirewall } from './services/firewall/host-firewall.ts';
import { createAgentGateway } from './services/gateway/agent-gateway.ts';
import { createManifestFolder } from './services/git/manifest-folder.ts';
import { contextStore } from './services/remote/context-store.ts';
import { createServerClient } from './services/remote/server-client.ts';
import { createRouteCheck } from './services/route-check/verify-route.ts';
import { secretReader } from './services/secrets/secret-reader.ts';
import { secretSealer } from './services/sops/sealer.ts';
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
  const openWorkspace = workspaceOpener(config, env, runtime);
  const diagnosis = createDiagnosis({
    ...config,
    masterKeyFile: keyFile(stateOptions(config, 'doctor', true)),
    state: stateOptions(config, 'doctor', true),
  });
  const offlineSecrets = () =>
    secretReader({
      env,
      fingerprintKey: fingerprintKey(ephemeralKey()),
      offLimits: offLimits(config),
    });
  const receivers = async (file: string, cwd: string) => {
    const { openAlertsFile } = await import('./services/alerts/alerts-file.ts');
    const { instance } = config;
    const now = () => systemClock.now().getTime();
    return openAlertsFile(file, { cwd, instance, secrets: offlineSecrets(), now });
  };
  return {
    openWorkspace,
    manifestSource: (paths, { cwd, stdin }) => manifestSource(paths, { cwd, stdin }),
    offlineSecrets,
    runtime: () => runtime,
    manifestFolder: createManifestFolder,
    sealer: () => secretSealer(env, systemClock),
    localCertificates: certificates(config),
    server: (place) => createServerClient(place, systemClock),
    contexts: contextStore,
    embeddedState: {
      status: async () => {
        const { dataDir, pid } = await embeddedStatus(config.stateDir);
        return { directory: dataDir, running: pid !== undefined, pid };
      },
      stop: () => stopEmbedded(config.stateDir),
    },
    diagnosis,
    alertReceivers: receivers,
    rekey: (request) => rekeyState(stateOptions(config, 'secret rekey', false), request),
    // Loaded only for the server: no other command needs what it brings.
    serve: async (request) => {
      const { runServer } = await import('./app-server.ts');
      const alerting = await alertingOf(request, { receivers, diagnosis });
      const { instance, stateDir, proxy, dockerHost } = config;
      const local = dockerHost === undefined || dockerHost.startsWith('unix://');
      const own = certificates(config);
      const examination = { diagnosis, certificates: own, proxy, clock: systemClock };
      const door = proxy.door;
      await runServer(
        { openWorkspace, instance, stateDir, env, door, local, alerting, examination },
        request,
      );
    },
    stateCopy: {
      backup: (request) => backupState(stateOptions(config, 'state backup', true), request),
      restore: (request) => restoreState(stateOptions(config, 'state restore', false), request),
    },
  };
}

function workspaceOpener(
  config: AppConfig,
  env: Readonly<Record<string, string | undefined>>,
  runtime: ReturnType<typeof createDockerRuntime>,
): OpenWorkspace {
  return async ({ readOnly, command }: WorkspaceRequest) => {
    const state = await openState(stateOptions(config, command, readOnly));
    return {
      settings: pick(config),
      runtime,
      gateway: createAgentGateway(runtime),
      store: state.store,
      lock: state.lock,
      leadership: state.leadership,
      firewall: createHostFirewall({
        stateDir: config.stateDir,
        enabled: config.firewall,
        dockerHost: config.dockerHost,
      }),
      secrets: secretReader({
        env,
        fingerprintKey: state.fingerprintKey,
        vault: state.store.vault,
        offLimits: offLimits(config),
      }),
      certificates: certificates(config),
      routes: createRouteCheck({ publicAddresses: config.proxy.publicAddresses }),
      clock: systemClock,
      close: state.close,
    };
  };
}

function certificates({ stateDir }: AppConfig): LocalCertificates {
  return createLocalCertificates({ stateDir, now: systemClock.now });
}

function pick({ instance, ports, subnetPool, proxy }: AppConfig): WorkspaceSettings {
  return { instance, ports, subnetPool, proxy };
}

/** What would open every secret, were it given to a pod as one. */
function offLimits({ stateDir, masterKeyFile }: AppConfig): readonly string[] {
  const key = keyFile({ stateDir, ...(masterKeyFile === undefined ? {} : { masterKeyFile }) });
  return [stateDir, key, ...keysBeside(key)];
}

function stateOptions(config: AppConfig, command: string, readOnly: boolean): StateOptions {
  const { stateDir, databaseUrl, masterKeyFile, instance } = config;
  return {
    stateDir,
    instance,
    readOnly,
    application: `agentpod ${command}`,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(masterKeyFile === undefined ? {} : { masterKeyFile }),
  };
}
