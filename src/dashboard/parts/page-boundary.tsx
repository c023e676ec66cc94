import { Component, type ReactNode } from 'react';
import { useWords } from '../words/words.ts';

interface BoundaryProps {
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly isBroken: boolean;
}

/** Keeps the frame when a page cannot be loaded or shown. */
export class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { isBroken: false };

  static getDerivedStateFromError(): BoundaryState {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const words = useWords();
  return (
    <div className="notice bad" role="alert">
      <p>{words.pageFailed}</p>
      <p className="hint">{words.pageFailedHint}</p>
      <button type="button" className="quiet" onClick={() => location.reload()}>
        {words.reload}
      </button>
    </div>
  );
}
