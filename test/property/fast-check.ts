import fc from 'fast-check';

/** In CI always the same cases, so that a failure is the change's; elsewhere new ones each time. */
const seed = process.env['AGENTPOD_SEED'] ?? (process.env['CI'] ? 1 : undefined);
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });

export { fc };
