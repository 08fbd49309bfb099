import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'react-router';
import { BASE } from '../url/scope';
import { CentredPage } from '../widgets/CentredPage';
import { leave } from './leave';

/** Instead of a page: the address names another account than the session's. */
export function OtherAccount({ account, mine }: { account: string; mine: string }) {
  const { pathname, search, hash } = useLocation();
  const next = `${BASE}${pathname}${search}${hash}`;
  return (
    <CentredPage>
      <Container header={<Header variant="h1">This link belongs to account {account}</Header>}>
        <SpaceBetween size="m">
          <span>You are signed in to {mine}.</span>
          <SpaceBetween size="xs" direction="horizontal">
            <Button href={`${BASE}/switch-role?account=${account}`}>Switch role</Button>
            <Button onClick={() => leave(next)}>Sign in as someone else</Button>
          </SpaceBetween>
        </SpaceBetween>
      </Container>
    </CentredPage>
  );
}
