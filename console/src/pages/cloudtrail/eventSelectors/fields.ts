/** What advanced event selectors may look at (CloudTrail API, AdvancedFieldSelector). */

export const OPERATORS = [
  'Equals',
  'StartsWith',
  'EndsWith',
  'NotEquals',
  'NotStartsWith',
  'NotEndsWith',
] as const;
export const CATEGORIES = ['Management', 'Data', 'NetworkActivity'] as const;

export type Operator = (typeof OPERATORS)[number];
export type Category = (typeof CATEGORIES)[number];

/** One field of a category of events. */
export interface Field {
  name: string;
  operators: readonly Operator[];
  /** All that its values can be; any text without it. */
  values?: readonly string[];
  /** Exactly one value. */
  single?: boolean;
  /** A selector of this category has to name it. */
  required?: boolean;
}

export const CATEGORY_FIELD = 'eventCategory';
export const CATEGORY_TEXTS: Record<Category, string> = {
  Management: 'Management events',
  Data: 'Data events',
  NetworkActivity: 'Network activity events',
};
export const OBJECTS = 'AWS::S3::Object';

const ANY = OPERATORS;
const READ_ONLY: Field = {
  name: 'readOnly',
  operators: ['Equals'],
  values: ['true', 'false'],
  single: true,
};

export const FIELDS: Record<Category, readonly Field[]> = {
  Management: [
    READ_ONLY,
    {
      name: 'eventSource',
      operators: ['NotEquals'],
      values: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'],
    },
  ],
  Data: [
    { name: 'resources.type', operators: ['Equals'], single: true, required: true },
    { name: 'resources.ARN', operators: ANY },
    READ_ONLY,
    { name: 'eventName', operators: ANY },
    { name: 'eventSource', operators: ANY },
    { name: 'eventType', operators: ANY },
    { name: 'userIdentity.arn', operators: ANY },
    {
      name: 'sessionCredentialFromConsole',
      operators: ['Equals', 'NotEquals'],
      values: ['true'],
    },
  ],
  NetworkActivity: [
    { name: 'eventSource', operators: ['Equals'], required: true },
    { name: 'eventName', operators: ANY },
    { name: 'errorCode', operators: ['Equals'], values: ['VpceAccessDenied'] },
    { name: 'userIdentity.arn', operators: ANY },
    { name: 'vpcEndpointId', operators: ANY },
  ],
};

export function fieldOf(category: Category, name: string): Field | undefined {
  return FIELDS[category].find(field => field.name === name);
}

export function isCategory(text: string | undefined): text is Category {
  return CATEGORIES.some(category => category === text);
}
