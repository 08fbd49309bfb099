import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { FailureAlert } from '../../widgets/failure/FailureAlert';
import { ScopeLink } from '../../widgets/ScopeLink';
import { useConcerns } from './useConcerns';

/** What somebody should look at; nothing, at best. */
export function Attention() {
  const { concerns, loading, failure, known, read } = useConcerns();
  return (
    <Container
      fitHeight
      data-testid="home-attention"
      header={<Header variant="h2">Needs attention</Header>}
    >
      <SpaceBetween size="s">
        <FailureAlert failure={failure} retry={read} />
        {loading && <Spinner />}
        {!loading && known && concerns.length === 0 && (
          <StatusIndicator type="success">Nothing does.</StatusIndicator>
        )}
        {concerns.map(({ key, severity, text, path, link }) => (
          <div key={key}>
            <StatusIndicator type={severity}>
              <span className="whole-words">{text}</span>
            </StatusIndicator>
            <Box variant="small" display="block">
              <ScopeLink to={path}>{link}</ScopeLink>
            </Box>
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
