/** The ARN of a table by its name. */
export function tableArn({ region, account, resource }: { readonly region: string; readonly account: string; readonly resource: string }): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${resource}`;
}
