import type { Repository } from '@aws-sdk/client-ecr';
import { useState } from 'react';
import { describeRepositories } from '../../../api/ecr';
import { repositoriesPaging } from '../../../api/ecrPaging';
import { useAllPages } from '../../../api/query';
import { countText } from '../../../widgets/format';

const NONE: readonly Repository[] = [];

export function useRepositories() {
  const reading = useAllPages(describeRepositories, repositoriesPaging, {});
  const [selected, select] = useState<Repository[]>([]);
  const items = reading.data?.items ?? NONE;
  const more = reading.data?.more ?? false;
  const moreNote = more ? `The first ${countText(items.length)} of more repositories.` : undefined;
  return { reading, items, moreNote, selected, select };
}
