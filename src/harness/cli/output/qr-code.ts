import { renderUnicodeCompact } from 'uqr';

/** A frame of four light modules, without which many cameras find nothing. */
const QUIET_ZONE = 4;

/** Light modules are drawn: with these colours they are light on every terminal. */
const LIGHT_ON_DARK = '\u001b[97;40m';
const RESET = '\u001b[0m';

export interface QrCode {
  readonly lines: readonly string[];
  /** Columns that it takes. */
  readonly width: number;
}

/** Two rows of modules a line. Without colours it is right on dark terminals alone. */
export function qrCode(text: string, options: { readonly colours: boolean }): QrCode {
  const rows = renderUnicodeCompact(text, { border: QUIET_ZONE }).split('\n');
  const lines = options.colours ? rows.map((row) => `${LIGHT_ON_DARK}${row}${RESET}`) : rows;
  return { lines, width: rows[0]?.length ?? 0 };
}
