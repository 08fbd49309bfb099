import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Failure } from '../../../api/failure';
import { useScope } from '../../../url/scope';
import { runCall } from './operations';
import type { PlannedCall } from './plan';

export interface Run {
  plan: readonly PlannedCall[];
  /** Calls that were done. */
  done: number;
  state: 'running' | 'failed' | 'finished' | 'undoing' | 'undone';
  failure: Failure | null;
}

/** Does the calls of a plan one by one; stops at the first that fails. */
export function useRun(finished: () => void) {
  const { region } = useScope();
  const client = useQueryClient();
  const [run, setRun] = useState<Run | null>(null);

  async function go(plan: readonly PlannedCall[], from: number): Promise<void> {
    let done = from;
    setRun({ plan, done, state: 'running', failure: null });
    try {
      for (const call of plan.slice(from)) {
        await runCall(call, region);
        done += 1;
        setRun({ plan, done, state: 'running', failure: null });
      }
    } catch (error) {
      setRun({ plan, done, state: 'failed', failure: error as Failure });
      return;
    } finally {
      await client.invalidateQueries();
    }
    setRun({ plan, done, state: 'finished', failure: null });
    finished();
  }

  /** Takes back what this run made, the last first. */
  async function undo({ plan, done }: Run): Promise<void> {
    let left = done;
    setRun({ plan, done: left, state: 'undoing', failure: null });
    try {
      for (const call of plan.slice(0, done).reverse()) {
        if (call.undo !== undefined) await runCall(call.undo, region);
        left -= 1;
        setRun({ plan, done: left, state: 'undoing', failure: null });
      }
      setRun({ plan, done: 0, state: 'undone', failure: null });
    } catch (error) {
      setRun({ plan, done: left, state: 'failed', failure: error as Failure });
    } finally {
      await client.invalidateQueries();
    }
  }

  return {
    run,
    start: (plan: readonly PlannedCall[]) => go(plan, 0),
    goOn: (before: Run) => go(before.plan, before.done),
    undo,
    close: () => setRun(null),
  };
}
