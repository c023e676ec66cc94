/** Repeated from the manifest schemas, so that printing JSON does not load the schema library. */
export const API_VERSION = 'agentpod.dev/v1alpha1';
