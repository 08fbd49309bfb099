import type { ImageDetail } from '@aws-sdk/client-ecr';
import { isAbout } from './matching';
import type { Rule } from './policy';

/** A test of rules, and the images as they were listed right after it. */
export interface Evaluation {
  rules: readonly Rule[];
  images: readonly ImageDetail[];
  /** All images of the repository are in `images`. */
  imagesWhole: boolean;
  /** Digests of the images that the test found due. */
  due: ReadonlySet<string>;
  /** All that are due are in `due`. */
  dueWhole: boolean;
  /** Between which instants of the server's clock it evaluated, ms; null when unknown. */
  during: { from: number; to: number } | null;
}

/**
 * Why an image stays. The first rule that is about an image keeps all later ones off it; `later`
 * are those of them that would be about it too.
 */
export type WhyKept =
  /** No rule is about it. */
  | { because: 'noRule' }
  /** It refers to an image that stays: referrers go with their subject and not before. */
  | { because: 'referrer'; subject: string }
  /** It is among the newest that the rule leaves. */
  | { because: 'withinCount'; rule: Rule; later: readonly Rule[] }
  /** It is younger than the rule's days. */
  | { because: 'young'; rule: Rule; later: readonly Rule[] }
  /** The rule would act on it, but an index names it. */
  | { because: 'inIndex'; rule: Rule }
  /** It refers to an image that goes, but an index names it. */
  | { because: 'referrerInIndex'; subject: string }
  /** One of the last but this is known: the rule leaves it, or an index names it. */
  | { because: 'leftByRule'; rule: Rule; later: readonly Rule[] }
  /** It is not due; more cannot be told. */
  | { because: 'unclear' };

export interface KeptImage {
  image: ImageDetail;
  why: WhyKept;
}

/** Times come in seconds from some servers, so that what they say may be so much too early. */
const PRECISION_MS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const UNCLEAR: WhyKept = { because: 'unclear' };

/**
 * The images that stay, in the order given, with what is certain about why. Where not everything
 * was read, only those are in it of which it is certain that they stay.
 */
export function keptImages(evaluation: Evaluation): KeptImage[] {
  const reasons = new Reasons(evaluation);
  return evaluation.images.flatMap(image => {
    if (evaluation.due.has(image.imageDigest ?? '')) return [];
    const why = reasons.of(image);
    return why === null ? [] : [{ image, why }];
  });
}

/** Follows how the server evaluates rules (`src/lading/pure/lifecycle/evaluate.py`). */
class Reasons {
  private readonly rules: readonly Rule[];
  private readonly byDigest: ReadonlyMap<string, ImageDetail>;
  /** For each rule the times of the images it ranks, ascending: all, and the certain ones. */
  private readonly ranked = new Map<Rule, { possible: number[]; certain: number[] }>();
  private readonly staying = new Map<ImageDetail, boolean>();

  constructor(private readonly evaluation: Evaluation) {
    this.rules = [...evaluation.rules].sort((a, b) => a.rulePriority - b.rulePriority);
    this.byDigest = new Map(evaluation.images.map(image => [image.imageDigest ?? '', image]));
  }

  /** Why an image that is not in `due` stays; null when it may be due all the same. */
  of(image: ImageDetail): WhyKept | null {
    const { dueWhole, imagesWhole, due } = this.evaluation;
    const { subjectManifestDigest: subject } = image;
    if (subject === undefined) return this.byRules(image);
    if (!this.byDigest.has(subject)) {
      if (imagesWhole) return this.byRules(image);
      return dueWhole ? UNCLEAR : null;
    }
    if (due.has(subject)) {
      if (!dueWhole) return null;
      return this.wasThere(image) ? { because: 'referrerInIndex', subject } : UNCLEAR;
    }
    return dueWhole || this.subjectsStay(image) ? { because: 'referrer', subject } : null;
  }

  /** Whether it is certain that what an image refers to stays, and what that refers to, and so on. */
  private subjectsStay(image: ImageDetail): boolean {
    const passed = new Set<ImageDetail>();
    let at = image;
    let stay = this.staying.get(at);
    while (stay === undefined) {
      passed.add(at);
      const next = this.byDigest.get(at.subjectManifestDigest ?? '');
      if (this.evaluation.due.has(at.imageDigest ?? '')) stay = false;
      else if (next === undefined) stay = this.of(at) !== null;
      else if (passed.has(next))
        stay = true; // round in a circle no rule is about any of them
      else {
        at = next;
        stay = this.staying.get(at);
      }
    }
    for (const one of passed) this.staying.set(one, stay);
    return stay;
  }

  private byRules(image: ImageDetail): WhyKept | null {
    const tags = image.imageTags ?? [];
    const [rule, ...later] = this.rules.filter(one => isAbout(one, tags));
    if (rule === undefined) return { because: 'noRule' };
    const verdict = this.verdict(rule, image);
    if (verdict === 'within') {
      const counts = rule.selection.countType === 'imageCountMoreThan';
      return { because: counts ? 'withinCount' : 'young', rule, later };
    }
    if (!this.evaluation.dueWhole) return null;
    if (verdict === 'beyond' && this.wasThere(image)) return { because: 'inIndex', rule };
    return { because: 'leftByRule', rule, later };
  }

  /** Whether the rule leaves an image by itself; null when that cannot be told. */
  private verdict(rule: Rule, image: ImageDetail): 'within' | 'beyond' | null {
    const { countType, countNumber } = rule.selection;
    if (countType === 'imageCountMoreThan') return this.verdictByRank(rule, image);
    const { during } = this.evaluation;
    if (countType !== 'sinceImagePushed' || during === null) return null;
    const since = clockOf(image);
    const age = countNumber * DAY_MS;
    if (since >= during.to - age) return 'within';
    return since + PRECISION_MS < during.from - age ? 'beyond' : null;
  }

  private verdictByRank(rule: Rule, image: ImageDetail): 'within' | 'beyond' | null {
    const { possible, certain } = this.ranking(rule);
    const { countNumber } = rule.selection;
    const since = clockOf(image);
    // Of two of the same instant the server takes one first; which, this list may not show.
    const newerAtMost = possible.length - firstFrom(possible, since) - 1;
    if (this.evaluation.imagesWhole && newerAtMost < countNumber) return 'within';
    const newerAtLeast = certain.length - firstFrom(certain, since + 1);
    return newerAtLeast >= countNumber ? 'beyond' : null;
  }

  /** The times of the images that a rule counts: also of those that an earlier rule keeps. */
  private ranking(rule: Rule): { possible: number[]; certain: number[] } {
    const known = this.ranked.get(rule);
    if (known !== undefined) return known;
    const { images, imagesWhole } = this.evaluation;
    const counted = images.filter(
      ({ imageTags = [], subjectManifestDigest: subject }) =>
        isAbout(rule, imageTags) && (subject === undefined || !this.byDigest.has(subject)),
    );
    // What refers to an image that was not read may be no rule's business.
    const sure = counted.filter(
      image => (imagesWhole || image.subjectManifestDigest === undefined) && this.wasThere(image),
    );
    const ranking = { possible: clocks(counted), certain: clocks(sure) };
    this.ranked.set(rule, ranking);
    return ranking;
  }

  /** Whether the image was certainly there when the rules were tested. */
  private wasThere({ imagePushedAt }: ImageDetail): boolean {
    const { during } = this.evaluation;
    if (during === null || imagePushedAt === undefined) return false;
    return imagePushedAt.getTime() + PRECISION_MS < during.from;
  }
}

/** The instant from which rules measure an image's age, ms. */
function clockOf({ lastActivatedAt, imagePushedAt }: ImageDetail): number {
  return (lastActivatedAt ?? imagePushedAt)?.getTime() ?? 0;
}

function clocks(images: readonly ImageDetail[]): number[] {
  return images.map(clockOf).sort((a, b) => a - b);
}

/** The index of the first time that is not before `limit`. */
function firstFrom(times: readonly number[], limit: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
