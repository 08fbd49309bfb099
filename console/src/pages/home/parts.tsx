import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Time } from '../../widgets/Time';
import type { Happening } from './hooks';

/** How old the page is, and whether it keeps itself up to date. */
export function Freshness({ happening }: { happening: Happening }) {
  const { reading, paused, resume } = happening;
  return (
    <SpaceBetween size="xs" direction="horizontal" alignItems="center">
      <Box color="text-body-secondary">
        {paused && 'Paused '}
        {reading.readAt > 0 && (
          <>
            {!paused && 'As of '}
            <Time at={new Date(reading.readAt)} />
          </>
        )}
      </Box>
      {paused ? (
        <Button onClick={resume}>Resume</Button>
      ) : (
        <Button iconName="refresh" ariaLabel="Refresh home" onClick={() => reading.read()} />
      )}
    </SpaceBetween>
  );
}

export function Help() {
  return (
    <>
      <p>
        Who pushed, pulled and was refused, by the newest 50 events of each kind. The page asks
        again every 30 seconds while somebody is there; each question is on record, too.
      </p>
      <p>
        <b>Needs attention</b> names trails that do not deliver, a missing trail, and root at work.
      </p>
    </>
  );
}
