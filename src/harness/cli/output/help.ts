import type { Definition } from 'clipanion';
import { type Paint, plain } from './palette.ts';
import { padEnd } from './width.ts';

/** Help texts: the list of all commands, and one command in full. */
const CATEGORIES = ['Manifests', 'Look', 'Change', 'Server', 'Secrets', 'State', 'Help'] as const;

export function commandList(definitions: readonly Definition[], paint: Paint = plain): string {
  const width = Math.max(...definitions.map(({ path }) => path.length)) + 2;
  const groups = CATEGORIES.map((category) => {
    const members = definitions.filter((item) => item.category?.trim() === category);
    const lines = members
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, description }) => `  ${padEnd(path, width)}${(description ?? '').trim()}`);
    return `${paint('strong', category)}\n${lines.join('\n')}\n`;
  });
  return `${groups.join('\n')}\nOne of them in full: agentpod help COMMAND. Exit codes: agentpod help exit-codes.\n`;
}

export function commandHelp(definition: Definition, paint: Paint = plain): string {
  const { description = '', details = '', examples = [] } = definition;
  const usage = definition.usage.replace(/^(\S+(?: [a-z]+)*)/, '$1 [options]');
  const parts = [
    description.trim(),
    `${paint('strong', 'Usage')}\n  ${usage}`,
    details.replace(/ +$/gm, '').trim(),
    `${paint('strong', 'Options')}\n${optionLines(definition)}`,
    exampleLines(examples, paint),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function optionLines({ options }: Definition): string {
  const rows = options.map(({ definition, description }) => ({
    flags: definition.replaceAll(',', ', ').replace(/ #0$/, ' VALUE'),
    text: (description ?? '').trim(),
  }));
  const width = Math.max(...rows.map(({ flags }) => flags.length)) + 3;
  return rows.map(({ flags, text }) => `  ${padEnd(flags, width)}${text}`).join('\n');
}

function exampleLines(examples: readonly (readonly [string, string])[], paint: Paint): string {
  if (examples.length === 0) return '';
  const lines = examples.map(
    ([label, line]) => `  ${paint('muted', `# ${label.trim()}`)}\n  ${line}`,
  );
  return `${paint('strong', 'Examples')}\n${lines.join('\n\n')}`;
}
