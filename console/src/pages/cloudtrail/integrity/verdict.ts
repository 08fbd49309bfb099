/** What came out for one digest, one log file, or one place where the chain is cut. */
export interface Finding {
  kind: 'digest' | 'file' | 'gap';
  key: string;
  verdict: Verdict;
  /** The digest that vouches for it, or, for a digest, the one it links back to. */
  chain: string;
  /** Why the verdict is what it is; empty for what is valid. */
  why: string;
}

export type Verdict = 'valid' | 'altered' | 'missing' | 'moved' | 'unverifiable' | 'gap';

export interface Summary {
  digests: number;
  files: number;
  problems: number;
}

export function summaryOf(findings: readonly Finding[]): Summary {
  return {
    digests: findings.filter(({ kind }) => kind === 'digest').length,
    files: findings.filter(({ kind }) => kind === 'file').length,
    problems: findings.filter(isProblem).length,
  };
}

/** A gap is none: logging or validation was off in between, as the records say. */
function isProblem({ verdict }: Finding): boolean {
  return verdict !== 'valid' && verdict !== 'gap';
}
