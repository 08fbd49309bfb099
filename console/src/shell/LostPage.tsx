import Box from '@cloudscape-design/components/box';
import { useScope } from '../url/scope';
import { ScopeLink } from '../widgets/ScopeLink';
import { usePage } from './page';

export function LostPage() {
  const { region } = useScope();
  usePage({ title: 'No such page', breadcrumbs: [] });
  return (
    <Box textAlign="center" padding="xxl">
      <Box variant="h1">No such page</Box>
      <Box variant="p">Nothing is at this address in {region}.</Box>
      <ScopeLink to="home">Home</ScopeLink>
    </Box>
  );
}
