/** For `drizzle-kit generate`, which writes the next migration from the tables in schema.ts. */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/services/database/schema.ts',
  out: './migrations',
});
