import type { ReactNode } from 'react';

export type Comparable = string | number;

/** A column of a `ResourceTable`. */
export interface Column<Item> {
  id: string;
  heading: string;
  cell: (item: Item) => ReactNode;
  /** What the column is sorted and filtered by; without it, it is neither. */
  value?: (item: Item) => Comparable | undefined;
  /** How the filter bar offers it; not at all without this. */
  filter?: 'text' | 'choice' | 'number';
  width: number;
  /** Shown only when the user asks for it. */
  hidden?: boolean;
  rowHeader?: boolean;
}
