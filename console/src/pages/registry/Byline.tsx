import Box from '@cloudscape-design/components/box';
import { clientText, type SeenEvent } from '../../widgets/events/seenEvent';
import { visibleText } from '../../widgets/format';

/** Who did it, from where and with what, in small letters below when it was. */
export function Byline({ event }: { event: SeenEvent }) {
  const { user, record } = event;
  const address = record.sourceIPAddress ?? '';
  const client = clientText(record.userAgent);
  const from = address === '' ? user : `${user} from ${address}`;
  return (
    <Box variant="small" display="block">
      {visibleText(client === '' ? from : `${from}, ${client}`)}
    </Box>
  );
}
