import { usageError } from '#kit/redrill-error';
import type { CalendarRule } from '#kit/calendar-rule';
import { jobsOf, MARK } from './written-file.ts';
import type { Job, WriteInput, WrittenFile } from './written-file.ts';
import { dockerfile, dockerignore } from './dockerfile.ts';

/** A CloudFormation template (schedules of EventBridge Scheduler that start an ECS task), and the image that it starts. */
export function eventbridgeFiles(input: WriteInput): readonly WrittenFile[] {
  if (input.home === null) throw usageError('schedule.home', 'schedule --write eventbridge: a container has no disk that lasts, so its results need a home; name one with --home s3://bucket/prefix, or home in the config');
  const [bucket = '', ...prefix] = input.home.replace('s3://', '').split('/');
  const place = { bucket, prefix: prefix.filter((part) => part !== '').join('/') };
  const jobs = jobsOf(input);
  const resources = { ...fixedResources(place), ...Object.fromEntries(jobs.map((job) => [`Schedule${pascal(job.name)}`, schedule(job)])) };
  const template = { AWSTemplateFormatVersion: '2010-09-09', Description: `Drills of the programme, ${MARK} --write eventbridge`, Parameters: PARAMETERS, Resources: resources };
  return [{ path: 'redrill-eventbridge.json', text: `${JSON.stringify(template, null, 2)}\n` }, { path: 'Dockerfile', text: dockerfile() }, { path: '.dockerignore', text: dockerignore() }];
}

const PARAMETERS = {
  Image: { Type: 'String', Description: 'Image built from the Dockerfile beside this file' },
  ClusterArn: { Type: 'String', Description: 'ECS cluster in which the drills run' },
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>', Description: 'Subnets from which S3 and the registry can be reached' },
  SecurityGroups: { Type: 'List<AWS::EC2::SecurityGroup::Id>' },
  AssignPublicIp: { Type: 'String', AllowedValues: ['ENABLED', 'DISABLED'], Default: 'DISABLED' },
};

const ref = (name: string): object => ({ Ref: name });
const arn = (name: string): object => ({ 'Fn::GetAtt': [name, 'Arn'] });

function role(service: string, policies: readonly object[], managed: readonly string[] = []): object {
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] }, ...(managed.length === 0 ? {} : { ManagedPolicyArns: managed }), ...(policies.length === 0 ? {} : { Policies: [{ PolicyName: 'redrill', PolicyDocument: { Version: '2012-10-17', Statement: policies } }] }) } };
}

function fixedResources({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }): Record<string, object> {
  const objects = `arn:aws:s3:::${bucket}/${prefix === '' ? '' : `${prefix}/`}*`;
  return {
    LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 365 } },
    ExecutionRole: role('ecs-tasks.amazonaws.com', [], ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy']),
    // The drill itself runs in the sandbox inside the container: all that it needs of this account is where results live.
    TaskRole: role('ecs-tasks.amazonaws.com', [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:PutObjectRetention'], Resource: objects },
      { Effect: 'Allow', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${bucket}/${prefix === '' ? '' : `${prefix}/`}lease.json` },
      { Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketObjectLockConfiguration'], Resource: `arn:aws:s3:::${bucket}` },
    ]),
    TaskDefinition: { Type: 'AWS::ECS::TaskDefinition', Properties: {
      Family: 'redrill', RequiresCompatibilities: ['FARGATE'], NetworkMode: 'awsvpc', Cpu: '4096', Memory: '8192', EphemeralStorage: { SizeInGiB: 40 },
      ExecutionRoleArn: arn('ExecutionRole'), TaskRoleArn: arn('TaskRole'),
      ContainerDefinitions: [{ Name: 'redrill', Image: ref('Image'), Essential: true, StopTimeout: 120, LinuxParameters: { InitProcessEnabled: true }, LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': ref('LogGroup'), 'awslogs-region': ref('AWS::Region'), 'awslogs-stream-prefix': 'redrill' } } }],
    } },
    SchedulerRole: role('scheduler.amazonaws.com', [
      { Effect: 'Allow', Action: 'ecs:RunTask', Resource: ref('TaskDefinition'), Condition: { ArnEquals: { 'ecs:cluster': ref('ClusterArn') } } },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: [arn('ExecutionRole'), arn('TaskRole')], Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } },
    ]),
  };
}

function schedule({ name, rule, args }: Job): object {
  return { Type: 'AWS::Scheduler::Schedule', Properties: {
    Name: `redrill-${name}`.slice(0, 64), ...expression(rule), FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: ref('ClusterArn'), RoleArn: arn('SchedulerRole'), RetryPolicy: { MaximumRetryAttempts: 0 },
      Input: JSON.stringify({ containerOverrides: [{ name: 'redrill', command: ['run', ...args] }] }),
      EcsParameters: { TaskDefinitionArn: ref('TaskDefinition'), TaskCount: 1, LaunchType: 'FARGATE', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ref('Subnets'), SecurityGroups: ref('SecurityGroups'), AssignPublicIp: ref('AssignPublicIp') } } },
    },
  } };
}

/** In the words of EventBridge Scheduler, which counts weekdays from 1 = Sunday and wants a `?` in one of the two day fields. */
function expression({ shape, text }: CalendarRule): object {
  if (shape.kind === 'grid') {
    const [unit, seconds] = ([['day', 86_400], ['hour', 3600], ['minute', 60]] as const).find(([, size]) => shape.everySeconds % size === 0) ?? ['minute', 60];
    const count = Math.max(1, Math.round(shape.everySeconds / seconds));
    return { ScheduleExpression: `rate(${count} ${unit}${count === 1 ? '' : 's'})`, StartDate: shape.anchor.replace(/\.\d+Z$/, 'Z') };
  }
  const [minute, hour, day = '*', month, weekday = '*'] = shape.pattern.split(' ');
  if (day !== '*' && weekday !== '*') throw usageError('schedule.days', `schedule --write eventbridge: "${text}" names days of the month and of the week, which EventBridge Scheduler cannot join; write it as two entries`);
  const days = weekday === '*' ? `${day} ${month} ?` : `? ${month} ${weekday.replace(/(?<![#/\d])\d/g, (digit) => String((Number(digit) % 7) + 1)).replace(/#L$/, 'L')}`;
  return { ScheduleExpression: `cron(${minute} ${hour} ${days} *)`, ScheduleExpressionTimezone: shape.zone };
}

function pascal(name: string): string {
  return name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
