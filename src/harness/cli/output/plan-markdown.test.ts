import { expect, test } from 'vitest';
import type { FieldChange, Plan } from '../../../core/model/operation.ts';
import { MARKDOWN_LIMIT } from './markdown.ts';
import { renderPlanMarkdown } from './plan-markdown.ts';

function planWith(changes: readonly Omit<FieldChange, 'subject' | 'section' | 'impact'>[]): Plan {
  const rest = { subject: 'pod/acme/agent', section: 'pending', impact: 'restart' } as const;
  return {
    instance: 'default',
    subjects: [],
    changes: changes.map((change) => ({ ...change, ...rest })),
    operations: [],
    warnings: [],
    refused: [],
  };
}

test('a secret shows that it changed and nothing more', () => {
  const hidden = { sensitive: true } as const;
  const text = renderPlanMarkdown(planWith([{ path: 'secrets.a', before: hidden, after: hidden }]));
  expect(text).toContain('| `secrets.a` | (sensitive, changed) |  | restart |');
});

test('values cannot break out of their cell', () => {
  const value = { value: 'a | b `` c\n<!-- x -->' };
  const text = renderPlanMarkdown(planWith([{ path: 'p', before: undefined, after: value }]));
  const row = text.split('\n').find((line) => line.includes('`p`')) ?? '';
  expect(row).toContain('``` "a \\| b `` c\\n<!-- x -->" ```');
});

test('a comment is never longer than GitHub takes, and says that it was cut', () => {
  const many = Array.from({ length: 2000 }, (_, index) => ({
    path: `config.${index}`,
    before: { value: 'x'.repeat(50) },
    after: { value: 'y'.repeat(50) },
  }));
  const text = renderPlanMarkdown(planWith(many));
  expect(text.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
  expect(text).toContain('Cut here');
  expect(text.startsWith('<!-- agentpod-diff:default -->\n')).toBe(true);
});
