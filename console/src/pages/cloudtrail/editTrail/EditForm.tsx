import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Failure } from '../../../api/failure';
import { notify } from '../../../shell/notifications';
import { routeOf, useScope } from '../../../url/scope';
import { LeaveGuard } from '../../../widgets/LeaveGuard';
import type { TrailDraft } from '../trailForm/draft';
import { changePlan } from '../trailForm/plan';
import { RunView } from '../trailForm/RunView';
import { refusedEvents } from '../trailForm/rules';
import { useRun } from '../trailForm/useRun';
import { useShownPlan } from '../trailForm/useShownPlan';
import { trailPath } from '../trails/trailRow';
import type { Section } from './sections';

interface Refused {
  draft: TrailDraft;
  failure: Failure | null;
}

interface Props {
  section: Section;
  initial: TrailDraft;
}

export function EditForm({ section, initial }: Props) {
  const [before] = useState(initial);
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Refused>({ draft: initial, failure: null });
  const saved = useRef(false);
  const navigate = useNavigate();
  const scope = useScope();
  const back = routeOf(scope.href(trailPath({ Name: before.name })));
  const plan = useMemo(() => changePlan(before, draft, scope), [before, draft, scope]);
  const runner = useRun(() => {
    saved.current = true;
    notify({ type: 'success', content: `Trail ${before.name} is saved.` }, 'nextPage');
    navigate(back);
  });
  useShownPlan(plan);
  const problems = section.problems(draft);
  // What the server refused stays at its field until something is changed.
  const refusals = refused.draft === draft ? refusedEvents(refused.failure, draft) : {};

  function close(): void {
    setRefused({ draft, failure: runner.run?.failure ?? null });
    runner.close();
  }

  function save(): void {
    setTried(true);
    if (Object.keys(problems).length === 0) runner.start(plan);
  }

  return (
    <>
      <Form
        header={<Header variant="h1" description={before.name}>{`Edit ${section.title}`}</Header>}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button variant="link" onClick={() => navigate(back)}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={plan.length === 0}
              onClick={save}
              data-testid="trail-save"
            >
              Save changes
            </Button>
          </SpaceBetween>
        }
      >
        <Container>
          <section.Fields
            draft={draft}
            change={part => setDraft(now => ({ ...now, ...part }))}
            problems={tried ? { ...refusals, ...problems } : {}}
          />
        </Container>
      </Form>
      {runner.run !== null && (
        <RunView
          heading={`Saving ${before.name}`}
          run={runner.run}
          goOn={() => runner.run && runner.goOn(runner.run)}
          undo={() => runner.run && runner.undo(runner.run)}
          close={close}
        />
      )}
      <LeaveGuard when={plan.length > 0} released={saved} />
    </>
  );
}
