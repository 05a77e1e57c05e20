// The map of design section 2, held by a tool: folders import only what stands to their left.
const left = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.spec\\.ts$' },
  to: { path: to },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    left('domain-is-pure', '^src/domain/', '^src/(modules|platform|cli)/'),
    {
      name: 'domain-npm',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/(@types/)?luxon/' },
    },
    {
      name: 'luxon-in-time-only',
      severity: 'error',
      from: { path: '^src/domain/(?!time/)', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules/(@types/)?luxon/' },
    },
    left('time', '^src/domain/time/', '^src/domain/(?!time/)'),
    left('facts', '^src/domain/facts/', '^src/domain/(?!time/|facts/)'),
    left('rulebook', '^src/domain/rulebook/', '^src/domain/(?!time/|rulebook/)'),
    left('assess', '^src/domain/assess/', '^src/domain/(charges|claims)/'),
    left('charges', '^src/domain/charges/', '^src/domain/claims/'),
    left('platform', '^src/platform/', '^src/(modules|cli)/|^src/domain/(?!time/)'),
    left('identity-audit', '^src/modules/(identity|audit)/', '^src/modules/(?!identity/|audit/)'),
    left(
      'records',
      '^src/modules/(practices|patients|devices|enrollments)/',
      '^src/modules/(readings|time-tracking|encounters|billing|claims|reports)/',
    ),
    left('practices', '^src/modules/practices/', '^src/modules/(patients|devices|enrollments)/'),
    left('patients', '^src/modules/patients/', '^src/modules/(devices|enrollments)/'),
    left('devices', '^src/modules/devices/', '^src/modules/enrollments/'),
    left(
      'evidence',
      '^src/modules/(readings|time-tracking|encounters)/',
      '^src/modules/(billing|claims|reports)/',
    ),
    left('readings', '^src/modules/readings/', '^src/modules/(time-tracking|encounters)/'),
    left('time-tracking', '^src/modules/time-tracking/', '^src/modules/(readings|encounters)/'),
    left('encounters', '^src/modules/encounters/', '^src/modules/readings/'),
    left('billing', '^src/modules/billing/', '^src/modules/(claims|reports)/'),
    left('operations', '^src/modules/(?!operations/)', '^src/modules/operations/'),
    left('patient-records', '^src/modules/(?!patient-records/|operations/)', '^src/modules/patient-records/'),
    left('modules-not-cli', '^src/modules/', '^src/cli/'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
