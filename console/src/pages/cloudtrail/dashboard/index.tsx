import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { usePage } from '../../../shell/page';
import { EmptyState } from '../../../widgets/EmptyState';
import { isConsoleRead } from '../../../widgets/events/seenEvent';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { historyPath } from '../record/related';
import { CreateTrailButton } from '../trails/parts';
import { useTrails } from '../trails/useTrails';
import { useDay, useSignIns } from './hooks';
import { EventList, RefusalList, TrailList } from './parts';

const NEWEST = 5;
const DAY = { range: 'P1D' };

export function Component() {
  const trails = useTrails();
  const day = useDay();
  const signIns = useSignIns();
  const newest = useMemo(() => day.events.filter(one => !isConsoleRead(one)), [day.events]);
  const refusals = day.events.filter(({ record }) => record.errorCode !== undefined);
  usePage({
    title: 'Dashboard · CloudTrail',
    breadcrumbs: [{ text: 'CloudTrail', path: 'cloudtrail' }, { text: 'Dashboard' }],
    contentType: 'dashboard',
    help: <Help />,
  });
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="Who did what, when, from where and with what result."
        actions={<CreateTrailButton />}
      >
        CloudTrail
      </Header>
      <FailureAlert failure={trails.reading.failure} retry={trails.reading.read} />
      {trails.reading.failure === null && (
        <TrailList rows={trails.rows} loading={trails.reading.loading} />
      )}
      <Grid
        gridDefinition={[
          { colspan: { default: 12, l: 12 } },
          { colspan: { default: 12, l: 6 } },
          { colspan: { default: 12, l: 6 } },
        ]}
      >
        <Block title="Newest events" path="cloudtrail/events" more="Event history">
          <FailureAlert failure={day.reading.failure} retry={day.reading.read} />
          {day.reading.failure === null && (
            <EventList
              events={newest.slice(0, NEWEST)}
              loading={day.reading.loading}
              empty={<EmptyState title="Nothing has happened in the last day." />}
            />
          )}
        </Block>
        <Block
          title={`Refusals in the last day (${refusals.length}${day.more ? '+' : ''})`}
          path={historyPath([{ property: 'Result', operator: '=', value: 'Error' }], DAY)}
          more="All refusals"
        >
          {day.reading.failure === null && (
            <RefusalList events={refusals} loading={day.reading.loading} />
          )}
        </Block>
        <Block
          title="Console sign-ins"
          path={historyPath([{ property: 'EventName', operator: '=', value: 'ConsoleLogin' }], DAY)}
          more="All sign-ins"
        >
          <FailureAlert failure={signIns.reading.failure} retry={signIns.reading.read} />
          {signIns.reading.failure === null && (
            <EventList
              events={signIns.events.slice(0, NEWEST)}
              loading={signIns.reading.loading}
              empty={<EmptyState title="Nobody has signed in to a console." />}
            />
          )}
        </Block>
      </Grid>
    </SpaceBetween>
  );
}

interface BlockProps {
  title: string;
  path: string;
  more: string;
  children: React.ReactNode;
}

function Block({ title, path, more, children }: BlockProps) {
  return (
    <Container
      fitHeight
      header={<Header variant="h2">{title}</Header>}
      footer={<ScopeLink to={path}>{more}</ScopeLink>}
    >
      {children}
    </Container>
  );
}

function Help() {
  return (
    <>
      <p>
        <b>Event history</b> has every management event of the last 90 days without anything to set
        up. A <b>trail</b> keeps events for good, in a bucket and in a log group.
      </p>
      <p>
        <b>Last digest</b>: until when the log files of a trail are sealed by signed digests; check
        them on the page of the trail.
      </p>
    </>
  );
}
