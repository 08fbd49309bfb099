import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { openAnew, safeNext } from '../../shell/leave';
import { SandboxStrip } from '../../shell/SandboxStrip';
import { CentredPage } from '../../widgets/CentredPage';
import { SignInForm } from '../../widgets/signIn/SignInForm';
import { useArrival } from './hooks';
import { FirstUser, Unencrypted } from './parts';

export function Component() {
  const [params] = useSearchParams();
  const config = useArrival();
  return (
    <>
      <SandboxStrip />
      <CentredPage>
        <SpaceBetween size="l">
          <Unencrypted />
          <Container header={<Header variant="h1">Sign in to Lading</Header>}>
            <SignInForm onSignedIn={() => openAnew(safeNext(params.get('next')))} />
          </Container>
          {config !== null && !config.hasConsoleUsers && <FirstUser />}
          <Box variant="small" color="text-body-secondary" textAlign="center" display="block">
            {window.location.host}
            {window.location.protocol === 'https:' ? ', encrypted' : ', not encrypted'}
            {config !== null && ` · Lading ${config.version}`}
          </Box>
        </SpaceBetween>
      </CentredPage>
    </>
  );
}
