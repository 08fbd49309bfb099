import Box from '@cloudscape-design/components/box';
import { counted, middleCut } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { repositoryPath } from '../names';
import type { RepositoryRow } from './rows';

/** What fits the column; a group has its number beside it. */
const NAME_CHARACTERS_MAX = 36;
const GROUP_CHARACTERS_MAX = 22;

/** A repository as a link, or a group with the number of repositories in it. */
export function Name({ row }: { row: RepositoryRow }) {
  const group = row.repository === undefined;
  const charactersMax = group ? GROUP_CHARACTERS_MAX : NAME_CHARACTERS_MAX;
  const text = <span title={row.key}>{middleCut(row.label, charactersMax)}</span>;
  if (!group) {
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
