import { join } from 'node:path';
import { defineConfig } from 'vite';

/** Builds the dashboard into what the server hands out. */
export default defineConfig({
  root: join(import.meta.dirname, 'src/dashboard'),
  build: {
    outDir: join(import.meta.dirname, 'dist/dashboard'),
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the page allows no script and no style inside of it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
