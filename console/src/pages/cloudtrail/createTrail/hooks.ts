import { useEffect, useMemo, useState } from 'react';
import type { Failure } from '../../../api/failure';
import { useScope } from '../../../url/scope';
import { emptyDraft, nameSuffix, type TrailDraft } from '../trailForm/draft';
import { creationPlan, type PlannedCall } from '../trailForm/plan';
import { attributeProblems, eventProblems, type Problems, refusedEvents } from '../trailForm/rules';
import { useBucketPolicy } from '../trailForm/useBucketPolicy';
import { useTrails } from '../trails/useTrails';

const NO_PROBLEMS: Problems = {};
const EVENTS_STEP = 1;

/** The wizard's state: the draft, the step, what is wrong with each step. */
export function useWizard() {
  const { account, region } = useScope();
  const [initial] = useState(() => emptyDraft({ account, region }, nameSuffix()));
  const [draft, setDraft] = useState<TrailDraft>(initial);
  const [step, setStep] = useState(0);
  const [tried, setTried] = useState(-1);
  const [refusals, setRefusals] = useState(0);
  const [refused, setRefused] = useState<{ draft: TrailDraft; failure: Failure | null }>();
  useEffect(() => {
    if (refusals > 0) document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus();
  }, [refusals]);
  const { rows } = useTrails();
  const taken = rows.map(({ trail }) => trail.Name ?? '');
  // What the server refused stays at its field until something is changed.
  const said = refused?.draft === draft ? refusedEvents(refused.failure, draft) : NO_PROBLEMS;
  const all = [attributeProblems(draft, taken), { ...said, ...eventProblems(draft) }, NO_PROBLEMS];
  const { policy = '' } = useBucketPolicy(draft.storage === 'existing' ? draft.existingBucket : '');
  const plan = useMemo(
    (): PlannedCall[] => creationPlan(draft, { account, region }, policy),
    [draft, account, region, policy],
  );

  function problemsOf(index: number): Problems {
    if (tried >= index) return all[index] ?? NO_PROBLEMS;
    // A name that is being typed is checked at once.
    const name = index === 0 && draft.name !== '' ? all[0]?.name : undefined;
    return name === undefined ? NO_PROBLEMS : { name };
  }

  /** Goes on to a step if the ones before it are right. */
  function goTo(next: number): void {
    const wrong = all.findIndex(problems => Object.keys(problems).length > 0);
    if (next > step) setTried(Math.max(tried, next - 1));
    const stopped = wrong >= 0 && wrong < next;
    if (stopped) setRefusals(before => before + 1);
    setStep(stopped ? Math.min(step, wrong) : next);
  }

  /** Shows a refusal at the field it is about, if it is about one. */
  function refuse(failure: Failure | null): void {
    setRefused({ draft, failure });
    if (Object.keys(refusedEvents(failure, draft)).length > 0) setStep(EVENTS_STEP);
  }

  return {
    draft,
    change: (part: Partial<TrailDraft>) => setDraft(before => ({ ...before, ...part })),
    changed: draft !== initial,
    step,
    goTo,
    refuse,
    problemsOf,
    plan,
  };
}
