import { useEffect } from 'react';
import { show } from '../../../api/calls';
import type { PlannedCall } from './plan';

/** Puts a plan into the command line drawer: the script that does the same. */
export function useShownPlan(plan: readonly PlannedCall[]): void {
  const text = JSON.stringify(plan);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the plan
  useEffect(() => {
    const hide = plan.map(({ service, operation, input }) => show({ service, operation, input }));
    return () => {
      for (const one of hide) one();
    };
  }, [text]);
}
