import {
  AddTagsCommand,
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  ListTagsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { operationsOf } from './operation';

const cloudtrail = operationsOf('cloudtrail', settings => new CloudTrailClient(settings));

export const lookupEvents = cloudtrail('LookupEvents', LookupEventsCommand);
export const describeTrails = cloudtrail('DescribeTrails', DescribeTrailsCommand);
export const getTrail = cloudtrail('GetTrail', GetTrailCommand);
export const getTrailStatus = cloudtrail('GetTrailStatus', GetTrailStatusCommand);
export const createTrail = cloudtrail('CreateTrail', CreateTrailCommand);
export const updateTrail = cloudtrail('UpdateTrail', UpdateTrailCommand);
export const deleteTrail = cloudtrail('DeleteTrail', DeleteTrailCommand);
export const startLogging = cloudtrail('StartLogging', StartLoggingCommand);
export const stopLogging = cloudtrail('StopLogging', StopLoggingCommand);
export const getEventSelectors = cloudtrail('GetEventSelectors', GetEventSelectorsCommand);
export const putEventSelectors = cloudtrail('PutEventSelectors', PutEventSelectorsCommand);
export const listTrailTags = cloudtrail('ListTags', ListTagsCommand);
export const addTrailTags = cloudtrail('AddTags', AddTagsCommand);
export const removeTrailTags = cloudtrail('RemoveTags', RemoveTagsCommand);
export const listPublicKeys = cloudtrail('ListPublicKeys', ListPublicKeysCommand);
