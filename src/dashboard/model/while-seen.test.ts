import { afterEach, expect, it, vi } from 'vitest';
import { whileSeen } from './while-seen.ts';

afterEach(() => vi.unstubAllGlobals());

function aPage() {
  const page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', page);
  return (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };
}

it('what a page follows is let go while nobody sees it, and followed again after', () => {
  const hide = aPage();
  const begun: AbortSignal[] = [];
  const end = whileSeen((signal) => begun.push(signal));
  hide(false);
  expect(begun).toHaveLength(1);
  hide(true);
  expect(begun[0]?.aborted).toBe(true);
  hide(false);
  expect(begun).toHaveLength(2);
  end();
  expect(begun[1]?.aborted).toBe(true);
  hide(true);
  hide(false);
  expect(begun).toHaveLength(2);
});

it('a page that opens behind others waits until it is seen', () => {
  const hide = aPage();
  hide(true);
  const begin = vi.fn();
  const end = whileSeen(begin);
  expect(begin).not.toHaveBeenCalled();
  hide(false);
  expect(begin).toHaveBeenCalledOnce();
  end();
});
