import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { awsCommand } from '../../../api/awsCommand';
import { rangeText } from '../../../url/range';
import { EmptyState } from '../../../widgets/EmptyState';
import { counted, countText } from '../../../widgets/format';
import { Time } from '../../../widgets/Time';
import { firstRequest } from './reader';
import { LINES_MAX, type useLines } from './useLines';
import type { EventsView } from './useView';
import { isOneStream } from './wanted';

type Read = ReturnType<typeof useLines>;

const WIDER = 'P30D';

export function OlderEnd({ read }: { read: Read }) {
  if (read.older === null || read.lines.length === 0) return null;
  return (
    <Button
      onClick={read.readOlder}
      loading={read.reading === 'older'}
      disabled={read.lines.length >= LINES_MAX}
      data-testid="logevents-older"
    >
      Load older
    </Button>
  );
}

/** The newest end: read on, or how far the search came. */
export function NewerEnd({ read, view }: { read: Read; view: EventsView }) {
  const { lines, newer, reading } = read;
  const full = lines.length >= LINES_MAX;
  const newest = lines.at(-1)?.at;
  const following = isOneStream(view.wanted);
  return (
    <SpaceBetween size="xs">
      {full && (
        <Alert type="info">
          {countText(LINES_MAX)} events are the most this page shows; narrow the time range.
        </Alert>
      )}
      {newer !== null && !full && lines.length > 0 && (
        <SpaceBetween size="xs" direction="horizontal" alignItems="center">
          <Button
            onClick={read.readNewer}
            loading={reading === 'newer'}
            data-testid="logevents-newer"
          >
            {following ? 'Load newer' : 'Continue'}
          </Button>
          {!following && (
            <span>
              Searched up to <Time at={newest} />.
            </span>
          )}
          {read.upToDate && <span>There is nothing newer.</span>}
        </SpaceBetween>
      )}
      {lines.length > 0 && (
        <Box color="text-body-secondary" variant="small">
          {counted(lines.length, 'event')}
        </Box>
      )}
    </SpaceBetween>
  );
}

export function NoLines({ read, view }: { read: Read; view: EventsView }) {
  const { wanted, chooseRange } = view;
  const { service, operation, input } = firstRequest(wanted, Date.now());
  const widest = wanted.range.kind === 'relative' && wanted.range.duration === WIDER;
  if (read.newer !== null && !isOneStream(wanted)) {
    return (
      <EmptyState
        title="Nothing matches so far."
        action={
          <Button onClick={read.readNewer} loading={read.reading === 'newer'}>
            Continue
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      title={
        wanted.filter === ''
          ? `No events in the ${rangeText(wanted.range)}.`
          : `No events match in the ${rangeText(wanted.range)}.`
      }
      action={
        !widest && (
          <Button onClick={() => chooseRange({ kind: 'relative', duration: WIDER })}>
            Widen to 30 days
          </Button>
        )
      }
      commands={[awsCommand({ service, operation, input })]}
    />
  );
}

export function Help() {
  return (
    <>
      <p>
        One stream without a filter is read from its newest end, in both directions. A search goes
        through all streams that are chosen, oldest events first.
      </p>
      <h3>Filter</h3>
      <p>
        Words that all have to be there: <code>PutImage team</code>. A phrase:{' '}
        <code>"team/app"</code>. None of these: <code>-ListImages</code>. Any of these:{' '}
        <code>?PutImage ?BatchGetImage</code>. Capitals matter.
      </p>
      <h3>Keys</h3>
      <p>↑ and ↓ walk through the lines, → unfolds one, ← folds it, End goes to the newest.</p>
    </>
  );
}
