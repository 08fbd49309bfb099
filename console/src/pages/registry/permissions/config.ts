/** Actions that a repository policy can speak of, in the groups people think in. */
export const ACTION_GROUPS = {
  Pull: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  Push: [
    'ecr:CompleteLayerUpload',
    'ecr:InitiateLayerUpload',
    'ecr:PutImage',
    'ecr:UploadLayerPart',
  ],
  Read: [
    'ecr:DescribeImages',
    'ecr:DescribeImageScanFindings',
    'ecr:DescribeRepositories',
    'ecr:GetLifecyclePolicy',
    'ecr:GetLifecyclePolicyPreview',
    'ecr:GetRepositoryPolicy',
    'ecr:ListImages',
    'ecr:ListTagsForResource',
  ],
  Manage: [
    'ecr:BatchDeleteImage',
    'ecr:DeleteLifecyclePolicy',
    'ecr:DeleteRepository',
    'ecr:DeleteRepositoryPolicy',
    'ecr:PutImageScanningConfiguration',
    'ecr:PutImageTagMutability',
    'ecr:PutLifecyclePolicy',
    'ecr:ReplicateImage',
    'ecr:SetRepositoryPolicy',
    'ecr:StartImageScan',
    'ecr:StartLifecyclePolicyPreview',
    'ecr:TagResource',
    'ecr:UntagResource',
    'ecr:UpdateImageStorageClass',
  ],
} as const;

export const ACTIONS: ReadonlySet<string> = new Set([
  ...Object.values(ACTION_GROUPS).flat(),
  'ecr:GetAuthorizationToken',
]);

const PUSH_AND_PULL = [...ACTION_GROUPS.Pull, ...ACTION_GROUPS.Push];

export interface Template {
  id: string;
  text: string;
  statement: (account: string) => object;
}

export const TEMPLATES: readonly Template[] = [
  {
    id: 'account',
    text: 'Another account pulls',
    statement: () => ({
      Sid: 'AccountPulls',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: ACTION_GROUPS.Pull,
    }),
  },
  {
    id: 'role',
    text: 'A role pulls',
    statement: account => ({
      Sid: 'RolePulls',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/app` },
      Action: ACTION_GROUPS.Pull,
    }),
  },
  {
    id: 'ci',
    text: 'CI pushes and pulls',
    statement: account => ({
      Sid: 'CiPushes',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/ci` },
      Action: PUSH_AND_PULL,
    }),
  },
];
