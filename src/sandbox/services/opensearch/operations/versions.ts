import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { domainName } from '../input.ts';
import { listing } from '../scope.ts';
import { compatibleVersions, ENGINE_VERSIONS } from '../versions.ts';

/** Which engine versions there are. */
export const versions: Readonly<Record<string, Operation>> = {
  ListVersions: listing('ListVersions', () => ({ Versions: ENGINE_VERSIONS })),
  GetCompatibleVersions: listing('GetCompatibleVersions', ({ state, place }, input) => {
    const domain = input['DomainName'] === undefined ? null : state.domains.find(place, domainName(input));
    if (input['DomainName'] !== undefined && !domain) throw errors.notFound(domainName(input));
    const sources = domain ? [domain.settings.EngineVersion] : ENGINE_VERSIONS;
    return { CompatibleVersions: sources.map((version) => ({ SourceVersion: version, TargetVersions: compatibleVersions(version) })).filter(({ TargetVersions }) => domain !== null || TargetVersions.length > 0) };
  }),
};
