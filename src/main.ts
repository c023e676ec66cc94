#!/usr/bin/env node
/**
 * The file that is run. What Node has to say of itself (interfaces that libraries use, colours) is
 * for developers, and it says some of it while it loads its own modules: so silence comes first, and
 * the program after that.
 */
if (process.env['AGENTPOD_DEBUG'] !== '1') process.removeAllListeners('warning');

const { runProgram } = await import('./program.ts');
await runProgram();

export {};
