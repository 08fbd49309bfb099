import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { operationsOf } from './operation';

const s3 = operationsOf(
  's3',
  settings =>
    new S3Client({
      ...settings,
      forcePathStyle: true,
      // Browsers undo Content-Encoding before the SDK sees the bytes that a checksum is of.
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
);

export const listBuckets = s3('ListBuckets', ListBucketsCommand);
export const createBucket = s3('CreateBucket', CreateBucketCommand);
export const deleteBucket = s3('DeleteBucket', DeleteBucketCommand);
export const getBucketPolicy = s3('GetBucketPolicy', GetBucketPolicyCommand);
export const putBucketPolicy = s3('PutBucketPolicy', PutBucketPolicyCommand);
export const listObjects = s3('ListObjects', ListObjectsCommand);
export const listObjectsV2 = s3('ListObjectsV2', ListObjectsV2Command);
export const getObject = s3('GetObject', GetObjectCommand);
