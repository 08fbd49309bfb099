import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { visibleText } from '../../../widgets/format';
import { Time } from '../../../widgets/Time';
import type { ImageConfig } from './config';

/** What a container of this image is started with. */
export function ConfigView({ config }: { config: ImageConfig }) {
  const run = config.config ?? {};
  const made = config.created === undefined ? undefined : new Date(config.created);
  const labels = Object.entries(run.Labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return (
    <Container header={<Header variant="h2">Configuration</Header>}>
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Platform', value: words([config.os, config.architecture], '/') },
            { label: 'Built', value: <Time at={made} /> },
            { label: 'User', value: words([run.User]) },
            { label: 'Entrypoint', value: words(run.Entrypoint) },
            { label: 'Command', value: words(run.Cmd) },
            { label: 'Working folder', value: words([run.WorkingDir]) },
            { label: 'Ports', value: words(Object.keys(run.ExposedPorts ?? {}), ', ') },
          ]}
        />
        <Lines title="Environment" lines={run.Env ?? []} />
        <Lines title="Labels" lines={labels} />
        <Lines
          title="History"
          lines={(config.history ?? []).map(step => step.created_by ?? step.comment ?? '')}
        />
      </SpaceBetween>
    </Container>
  );
}

function words(parts: readonly (string | undefined)[] | null | undefined, joint = ' '): string {
  const text = (parts ?? []).filter(Boolean).join(joint);
  return text === '' ? '–' : visibleText(text);
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ExpandableSection headerText={`${title} (${lines.length})`}>
      <pre className="code">{lines.map(visibleText).join('\n')}</pre>
    </ExpandableSection>
  );
}
