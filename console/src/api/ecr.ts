import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  GetLifecyclePolicyCommand,
  GetLifecyclePolicyPreviewCommand,
  GetRepositoryPolicyCommand,
  ListImageReferrersCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  StartLifecyclePolicyPreviewCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import { operationsOf } from './operation';

const ecr = operationsOf('ecr', settings => new ECRClient(settings));

export const describeRepositories = ecr('DescribeRepositories', DescribeRepositoriesCommand);
export const createRepository = ecr('CreateRepository', CreateRepositoryCommand);
export const deleteRepository = ecr('DeleteRepository', DeleteRepositoryCommand);
export const putImageTagMutability = ecr('PutImageTagMutability', PutImageTagMutabilityCommand);
export const putImageScanningConfiguration = ecr(
  'PutImageScanningConfiguration',
  PutImageScanningConfigurationCommand,
);
export const listTagsForResource = ecr('ListTagsForResource', ListTagsForResourceCommand);
export const tagResource = ecr('TagResource', TagResourceCommand);
export const untagResource = ecr('UntagResource', UntagResourceCommand);

export const describeImages = ecr('DescribeImages', DescribeImagesCommand);
export const batchGetImage = ecr('BatchGetImage', BatchGetImageCommand);
export const batchDeleteImage = ecr('BatchDeleteImage', BatchDeleteImageCommand);
export const listImageReferrers = ecr('ListImageReferrers', ListImageReferrersCommand);
export const getDownloadUrlForLayer = ecr('GetDownloadUrlForLayer', GetDownloadUrlForLayerCommand);

export const getLifecyclePolicy = ecr('GetLifecyclePolicy', GetLifecyclePolicyCommand);
export const putLifecyclePolicy = ecr('PutLifecyclePolicy', PutLifecyclePolicyCommand);
export const deleteLifecyclePolicy = ecr('DeleteLifecyclePolicy', DeleteLifecyclePolicyCommand);
export const startLifecyclePolicyPreview = ecr(
  'StartLifecyclePolicyPreview',
  StartLifecyclePolicyPreviewCommand,
);
export const getLifecyclePolicyPreview = ecr(
  'GetLifecyclePolicyPreview',
  GetLifecyclePolicyPreviewCommand,
);

export const getRepositoryPolicy = ecr('GetRepositoryPolicy', GetRepositoryPolicyCommand);
export const setRepositoryPolicy = ecr('SetRepositoryPolicy', SetRepositoryPolicyCommand);
export const deleteRepositoryPolicy = ecr('DeleteRepositoryPolicy', DeleteRepositoryPolicyCommand);
