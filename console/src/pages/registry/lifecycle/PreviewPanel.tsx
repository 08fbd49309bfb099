import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMemo } from 'react';
import type { Change } from '../../../api/query';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { middleCut } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time, useTimeHeading } from '../../../widgets/Time';
import type { Column } from '../../../widgets/table/column';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { imagePath } from '../names';
import { type Outcome, outcomes, summary } from './outcome';
import type { Preview } from './usePreview';

const NAME_CHARACTERS_MAX = 60;

interface Props {
  name: string;
  preview: Preview;
  test: Change<[], Preview>;
  /** The rules were changed since. */
  stale: boolean;
}

/** What the tested rules would do, image by image, and why others stay. */
export function PreviewPanel({ name, preview, test, stale }: Props) {
  const columns = useColumns(name);
  const items = useMemo(() => outcomes(preview), [preview]);
  return (
    <SpaceBetween size="s">
      {stale && <Alert type="warning">The rules have changed since this test.</Alert>}
      <ResourceTable<Outcome>
        id="preview"
        heading="Test result"
        headingVariant="h2"
        variant="container"
        description={summary(preview)}
        noun="image"
        columns={columns}
        items={items}
        keyOf={item => item.digest}
        nameOf={item => item.name}
        reading={{ loading: false, reading: test.running, failure: null, read: () => test.run() }}
        empty={<Box textAlign="center">There are no images to test the rules on.</Box>}
      />
      <FailureAlert failure={preview.imagesFailure} />
    </SpaceBetween>
  );
}

function useColumns(name: string): Column<Outcome>[] {
  const timeHeading = useTimeHeading();
  return useMemo(
    () => [
      {
        id: 'image',
        heading: 'Image',
        value: item => item.name,
        cell: item => (
          <ScopeLink to={imagePath(name, item.digest)}>
            <span title={item.name}>{middleCut(item.name, NAME_CHARACTERS_MAX)}</span>
          </ScopeLink>
        ),
        filter: 'text',
        width: 260,
        rowHeader: true,
      },
      {
        id: 'outcome',
        heading: 'Outcome',
        value: item => item.what,
        cell: ({ what }) => (
          <StatusIndicator type={what === 'Stays' ? 'success' : 'warning'}>{what}</StatusIndicator>
        ),
        filter: 'choice',
        width: 130,
      },
      {
        id: 'why',
        heading: 'Why',
        value: item => item.why,
        cell: item => item.why,
        filter: 'text',
        width: 480,
      },
      {
        id: 'pushed',
        heading: timeHeading('Pushed'),
        value: item => item.pushed?.getTime(),
        cell: item => <Time at={item.pushed} />,
        width: 200,
      },
    ],
    [name, timeHeading],
  );
}
