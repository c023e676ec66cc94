/**
 * A regular expression of Go as one of JavaScript. Undefined where the two differ or where Go would
 * refuse it: guessing which values ought to be encrypted is not an option.
 */
export function goRegExp(source: string): RegExp | undefined {
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(source) ?? [];
  if (source.length > MAX_LENGTH || ONLY_IN_ONE.test(rest)) return undefined;
  try {
    return new RegExp(rest, [...new Set(flags)].join(''));
  } catch {
    return undefined;
  }
}

const MAX_LENGTH = 1000;

/** Groups with flags, names or look-around, escapes and classes that only one of them knows. */
const ONLY_IN_ONE = /\(\?[^:]|\\[^\W_dDsSwWbBtnrfv]|\\\d|\[\[:|[*+?}]\+|\[[^\]]*(--|&&)/;
