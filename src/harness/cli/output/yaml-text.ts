import { stringify } from 'yaml';

/**
 * Data as YAML. A module of its own, loaded when it is needed: the library is CommonJS, and what a
 * bundle gives for importing that dynamically has no names.
 */
export function yamlText(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false });
}
