import { type RefCallback, useCallback, useState } from 'react';

/** How far beyond the window's edge: far enough that who scrolls or tabs along finds it there. */
const MARGIN = '1500px 0px';

export interface Near {
  readonly ref: RefCallback<Element>;
  readonly isNear: boolean;
  /** In pixels, as it was when it was near; undefined when it never was. */
  readonly height: number | undefined;
}

/** Whether an element is in sight, or nearly so; `atFirst` until that is known. */
export function useNear(atFirst: boolean): Near {
  const [state, setState] = useState<Omit<Near, 'ref'>>({ isNear: atFirst, height: undefined });
  const ref = useCallback((element: Element | null) => {
    if (element === null) return undefined;
    return watch(element, (isNear, height) =>
      setState((before) => {
        if (before.isNear === isNear) return before;
        // What has the focus is not taken from under the keyboard.
        if (!isNear && element.contains(document.activeElement)) return before;
        return { isNear, height: isNear ? before.height : height };
      }),
    );
  }, []);
  return { ref, ...state };
}

type Tell = (isNear: boolean, height: number) => void;

let observer: IntersectionObserver | undefined;
const watched = new WeakMap<Element, Tell>();

function watch(element: Element, tell: Tell): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, boundingClientRect } of entries) {
        watched.get(target)?.(isIntersecting, boundingClientRect.height);
      }
    },
    { rootMargin: MARGIN },
  );
  watched.set(element, tell);
  observer.observe(element);
  return () => observer?.unobserve(element);
}
