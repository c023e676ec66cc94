import type { ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** Says that there is nothing, and what brings something. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="empty">
      <p>{title}</p>
      {children}
    </div>
  );
}
