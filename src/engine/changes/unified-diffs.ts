import { createTwoFilesPatch, formatPatch, structuredPatch } from 'diff';
import type { PreparedEdit } from './prepare-edits.ts';

/**
 * Lines that come or go. The time that it takes to find the fewest grows with the square of their number,
 * and nothing else is done meanwhile.
 */
const MOST_CHANGED = 1000;

/** What edits change, as `diff -u` says it; of texts that share little, the one whole for the other. */
export function unifiedDiffs(edits: readonly PreparedEdit[]) {
  return edits.map(({ before, edited }) => {
    const names = [before === undefined ? '/dev/null' : edited.name, edited.name] as const;
    const texts = [before?.text ?? '', edited.text] as const;
    const options = { context: 3, maxEditLength: MOST_CHANGED };
    const fewest = createTwoFilesPatch(...names, ...texts, undefined, undefined, options);
    return { file: edited.name, diff: fewest ?? wholeDiff(names, texts) };
  });
}

type Two = readonly [before: string, after: string];

function wholeDiff([oldFileName, newFileName]: Two, [before, after]: Two): string {
  const gone = structuredPatch(oldFileName, newFileName, before, '').hunks;
  const come = structuredPatch(oldFileName, newFileName, '', after).hunks;
  const hunk = {
    oldStart: 1,
    oldLines: gone[0]?.oldLines ?? 0,
    newStart: 1,
    newLines: come[0]?.newLines ?? 0,
    lines: [...gone, ...come].flatMap(({ lines }) => lines),
  };
  return formatPatch({
    oldFileName,
    newFileName,
    oldHeader: undefined,
    newHeader: undefined,
    hunks: hunk.lines.length === 0 ? [] : [hunk],
  });
}
