import type { TrailDraft } from './draft';
import type { Problems } from './rules';

export interface FieldProps {
  draft: TrailDraft;
  change: (part: Partial<TrailDraft>) => void;
  problems: Problems;
}
