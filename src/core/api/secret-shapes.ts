import { Type } from 'typebox';
import { SecretName } from '../schema/scalars.ts';

/** What is stored for a tenant. No answer ever has it. */
export const NewSecret = Type.Object(
  {
    name: SecretName,
    value: Type.String({ minLength: 1, description: 'The value itself, as UTF-8 text.' }),
  },
  {
    additionalProperties: false,
    description: 'A value that manifests then name as {secret: NAME}.',
  },
);
