import type { Creator } from '../model.ts';

/** CreatedBy: the plan, its version and the rule. */
export function creatorView(creator: Creator | null): object {
  if (creator === null) return {};
  return {
    CreatedBy: {
      BackupPlanId: creator.planId, BackupPlanArn: creator.planArn, BackupPlanName: creator.planName, BackupPlanVersion: creator.planVersion,
      BackupRuleId: creator.ruleId, BackupRuleName: creator.ruleName, BackupRuleCron: creator.schedule, BackupRuleTimezone: creator.timezone,
    },
  };
}
