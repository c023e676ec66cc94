/** For `drizzle-kit generate`, which writes the next migration from the tables of these files. */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/services/database/schema.ts',
    './src/services/database/customer-tables.ts',
    './src/services/database/api-token-table.ts',
    './src/services/database/loop-tables.ts',
    './src/services/database/administrator-tables.ts',
    './src/services/database/alert-tables.ts',
  ],
  out: './migrations',
});
