import type { Trail } from '@aws-sdk/client-cloudtrail';
import { useEffect, useRef, useState } from 'react';
import { type Failure, wasAborted } from '../../../api/failure';
import { useScope } from '../../../url/scope';
import { checkChain } from './check';
import { gatherEvidence } from './evidence';
import type { Finding } from './verdict';

const FILES_MAX = 2_000;
const BYTES_MAX = 512 * 1024 * 1024;
const MINUTES_MAX = 10;
/** Findings are shown in bundles: a rendering for each would be slower than the check. */
const BUNDLE_MS = 200;

export interface Check {
  state: 'idle' | 'listing' | 'checking' | 'done';
  findings: readonly Finding[];
  /** Digests that the range has. */
  digests: number;
  /** Why it ended before its end; empty when it did not. */
  cut: '' | 'bound' | 'stopped';
  failure: Failure | null;
}

const IDLE: Check = { state: 'idle', findings: [], digests: 0, cut: '', failure: null };

/** Runs a check when asked to, and stops it when asked to or when the page is left. */
export function useCheck(trail: Trail | undefined) {
  const { region } = useScope();
  const [check, setCheck] = useState<Check>(IDLE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function start(span: { from: Date; to: Date }): Promise<void> {
    if (trail === undefined) return;
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    setCheck({ ...IDLE, state: 'listing' });
    try {
      await run(trail, region, span, abort.signal, setCheck);
    } catch (error) {
      const failure = wasAborted(error) ? null : (error as Failure);
      const cut = failure === null ? 'stopped' : '';
      setCheck(before => ({ ...before, state: 'done', cut, failure }));
    }
  }

  return { check, start, stop: () => running.current?.abort() };
}

async function run(
  trail: Trail,
  region: string,
  span: { from: Date; to: Date },
  signal: AbortSignal,
  show: (check: Check) => void,
): Promise<void> {
  const evidence = await gatherEvidence(trail, region, span, signal);
  const digests = evidence.digestKeys.length;
  const findings: Finding[] = [];
  let shownAt = 0;
  const outcome = await checkChain(
    evidence,
    {
      filesMax: FILES_MAX,
      bytesMax: BYTES_MAX,
      deadline: Date.now() + MINUTES_MAX * 60_000,
    },
    more => {
      findings.push(...more);
      if (Date.now() - shownAt < BUNDLE_MS) return;
      shownAt = Date.now();
      show({ ...IDLE, state: 'checking', findings: [...findings], digests });
    },
  );
  const cut = outcome === 'bound' ? 'bound' : '';
  show({ ...IDLE, state: 'done', findings, digests, cut });
}
