import type {
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
  Repository,
} from '@aws-sdk/client-ecr';

/** Whether tags may move, and which tags are the exceptions. */
export interface MutabilityChoice {
  immutable: boolean;
  exceptions: readonly string[];
}

/** The API takes at most so many filters. */
export const EXCEPTIONS_MAX = 5;

export function mutabilityOf(repository: Repository | undefined): MutabilityChoice {
  const filters = repository?.imageTagMutabilityExclusionFilters ?? [];
  return {
    immutable: repository?.imageTagMutability?.startsWith('IMMUTABLE') ?? false,
    exceptions: filters.map(({ filter = '' }) => filter),
  };
}

/** Two answers make the API's four values. */
export function mutabilityInput({ immutable, exceptions }: MutabilityChoice): {
  imageTagMutability: ImageTagMutability;
  imageTagMutabilityExclusionFilters?: ImageTagMutabilityExclusionFilter[];
} {
  const named = exceptions.map(text => text.trim()).filter(text => text !== '');
  const plain = immutable ? 'IMMUTABLE' : 'MUTABLE';
  if (named.length === 0) return { imageTagMutability: plain };
  return {
    imageTagMutability: `${plain}_WITH_EXCLUSION`,
    imageTagMutabilityExclusionFilters: named.map(filter => ({ filterType: 'WILDCARD', filter })),
  };
}
