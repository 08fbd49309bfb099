import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { usePage } from '../../shell/page';
import { FailureAlert } from '../../widgets/failure/FailureAlert';
import { Attention } from './Attention';
import { FirstSteps } from './FirstSteps';
import { useHappening } from './hooks';
import { Newest } from './Newest';
import { People } from './People';
import { Freshness, Help } from './parts';

const WIDE = { default: 12, m: 9 };
const REST = { default: 12, m: 3 };
const THIRD = { default: 12, m: 4 };

/** Who pushes, pulls and is refused now, and what needs attention. */
export function Component() {
  const happening = useHappening();
  const { pushes, pulls, refusals, newest, empty, reading } = happening;
  usePage({ title: 'Home', breadcrumbs: [], contentType: 'dashboard', help: <Help /> });
  return (
    <SpaceBetween size="l">
      <Header variant="h1" actions={<Freshness happening={happening} />}>
        Home
      </Header>
      <FailureAlert failure={reading.failure} retry={reading.read} />
      {empty && <FirstSteps />}
      <Grid
        gridDefinition={[
          { colspan: THIRD },
          { colspan: THIRD },
          { colspan: THIRD },
          { colspan: WIDE },
          { colspan: REST },
        ]}
      >
        <People id="pushing" title="Pushing" events={pushes} reading={reading} none="No pushes." />
        <People id="pulling" title="Pulling" events={pulls} reading={reading} none="No pulls." />
        <People
          id="refused"
          title="Refused"
          events={refusals}
          reading={reading}
          none="Nobody was refused."
        />
        <Newest events={newest} reading={reading} />
        <Attention />
      </Grid>
    </SpaceBetween>
  );
}
