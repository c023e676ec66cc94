import type { ReactNode } from 'react';

/** Names and what is so. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

interface FactProps {
  readonly name: string;
  readonly children?: ReactNode;
}

/** One that is not known, or empty, is left out. */
export function Fact({ name, children }: FactProps) {
  if (children === undefined || children === null || children === '' || children === false) {
    return null;
  }
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
