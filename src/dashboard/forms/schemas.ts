import pod from '../../../schemas/pod.json' with { type: 'json' };
import tenant from '../../../schemas/tenant.json' with { type: 'json' };
import type { JsonSchema } from './json-schema.ts';

export const POD_SCHEMA: JsonSchema = pod;
export const TENANT_SCHEMA: JsonSchema = tenant;
