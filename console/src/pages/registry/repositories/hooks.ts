import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { describeRepositories } from '../../../api/ecr';
import { repositoriesPaging } from '../../../api/ecrPaging';
import { useAllPages } from '../../../api/query';
import { useStore } from '../../../api/store';
import { useScope } from '../../../url/scope';
import { countText } from '../../../widgets/format';
import { figuresKey } from './FigureCell';
import { figureReader } from './figures';
import { type RepositoryRow, rowOf } from './rows';

export function useRepositories() {
  const { region } = useScope();
  const client = useQueryClient();
  const repositories = useAllPages(describeRepositories, repositoriesPaging, {});
  const [reader] = useState(figureReader);
  const denial = useStore(reader.denial);
  const [selected, select] = useState<RepositoryRow[]>([]);
  const found = repositories.data?.items;
  const items = useMemo(() => found?.map(rowOf) ?? [], [found]);
  const more = repositories.data?.more ?? false;

  function read(): void {
    reader.again();
    client.invalidateQueries({ queryKey: figuresKey(region) });
    repositories.read();
  }

  return {
    reading: { ...repositories, read },
    reader,
    items,
    moreNote: more ? `The first ${countText(items.length)} of more repositories.` : undefined,
    /** What keeps images, sizes and times from being shown. */
    missing:
      denial === null ? undefined : 'Missing images, sizes and times need ecr:DescribeImages.',
    selected,
    select,
  };
}
