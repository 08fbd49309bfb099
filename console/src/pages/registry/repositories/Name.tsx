import Box from '@cloudscape-design/components/box';
import { counted, middleCut } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { repositoryPath } from '../names';
import type { RepositoryRow } from './rows';

const CHARACTERS_MAX = 60;

/** A repository as a link, or a group with the number of repositories in it. */
export function Name({ row }: { row: RepositoryRow }) {
  const text = <span title={row.key}>{middleCut(row.label, CHARACTERS_MAX)}</span>;
  if (row.repository !== undefined) {
    return <ScopeLink to={repositoryPath(row.key)}>{text}</ScopeLink>;
  }
  return (
    <>
      {text}{' '}
      <Box variant="small" color="text-body-secondary" display="inline">
        {counted(row.count, 'repository', 'repositories')}
      </Box>
    </>
  );
}
