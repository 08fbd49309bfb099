import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Failure } from '../../../api/failure';
import { useScope } from '../../../url/scope';
import type { FigureReader, Figures } from './figures';

/** How long figures stand before they are read again, ms. */
const FRESH_MS = 60_000;

/** What all figures in a Region are kept under. */
export function figuresKey(region: string): string[] {
  return ['ecr', 'DescribeImages', region, 'figures'];
}

interface Props {
  /** The repository. */
  name: string;
  reader: FigureReader;
  show: (figures: Figures) => ReactNode;
}

/**
 * One figure of a repository. Figures are read once a cell of theirs is on screen; all cells of a
 * repository share them, and when the last one leaves, so does the call.
 */
export function FigureCell({ name, reader, show }: Props) {
  const { region } = useScope();
  const { data, error } = useQuery<Figures, Failure>({
    queryKey: [...figuresKey(region), name],
    queryFn: ({ signal }) => reader.read(name, region, signal),
    staleTime: FRESH_MS,
  });
  if (data !== undefined) return <>{show(data)}</>;
  if (error === null) return <>…</>;
  return <span title={`${error.code}: ${error.message}`}>–</span>;
}
