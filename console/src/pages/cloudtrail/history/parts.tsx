import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { awsCommand } from '../../../api/awsCommand';
import { rangeText } from '../../../url/range';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { counted } from '../../../widgets/format';
import type { History } from './hooks';

const WIDER = 'P7D';

export function NoEvents({ history }: { history: History }) {
  const { reading, tokens, range, chooseRange, filter, events, folded, input } = history;
  if (reading.failure !== null) {
    return <FailureAlert failure={reading.failure} retry={reading.read} />;
  }
  const filtered = tokens.length > 0;
  const wide = range.kind === 'relative' && ['P7D', 'P30D', 'P90D'].includes(range.duration);
  const widen = !wide && (
    <Button onClick={() => chooseRange({ kind: 'relative', duration: WIDER })}>
      Widen to 7 days
    </Button>
  );
  const clear = filtered && <Button onClick={() => filter([])}>Clear filter</Button>;
  const reads = folded > 0 && (
    <Button onClick={() => history.showReads(true)}>Show reads by consoles</Button>
  );
  return (
    <EmptyState
      title={filtered ? 'No matches' : `No events in the ${rangeText(range)}.`}
      why={
        filtered
          ? `Searched ${counted(events.length, 'event')} of the ${rangeText(range)}.`
          : 'An event appears within a second of what it tells of.'
      }
      action={
        <Box display="inline-block">
          <SpaceBetween size="xs" direction="horizontal">
            {clear}
            {reads}
            {widen}
          </SpaceBetween>
        </Box>
      }
      commands={[
        awsCommand({ service: 'cloudtrail', operation: 'LookupEvents', input: { ...input } }),
      ]}
    />
  );
}

export function Help() {
  return (
    <>
      <p>
        Every call that was made, by whom, from where and with what result: refused ones too. Click
        a row to read its record; from there one click leads to what else the same user, key or
        address did.
      </p>
      <h3>Filter</h3>
      <p>
        One exact <b>attribute</b> (with =) is looked up by the server, the one that finds fewest
        events. All other conditions narrow the events that are loaded; the line under the filter
        says how far back those go. <b>Source IP</b> takes networks as well, like 10.0.0.0/8.
      </p>
      <h3>Reads by consoles</h3>
      <p>
        Looking at pages like this one is on record, too. Such reads are folded away until you ask
        for them.
      </p>
      <h3>Files</h3>
      <p>
        Downloads hold what matches, up to 10,000 events. In CSV files, cells that a spreadsheet
        would take for a formula begin with an apostrophe.
      </p>
    </>
  );
}
