// The map in ARCHITECTURE.md, held by a tool. A room may import itself and the rooms in its row; anything else fails.
const DOMAIN = ['domain'];
const PLATFORM = ['platform'];
/** Everyone who changes or shows data needs these. */
const CALLER = ['modules/caller', 'modules/audit', 'modules/identity', 'modules/records'];

const ROOMS = {
  // The pure core. Imports only go left: time, facts, rulebook, assess, charges, claims.
  'domain/invariant': [],
  'domain/time': [],
  'domain/facts': ['domain/time', 'domain/invariant'],
  'domain/rulebook': ['domain/time', 'domain/invariant'],
  'domain/assess/telehealth': ['domain/time', 'domain/facts', 'domain/rulebook', 'domain/assess/[^/]+\\.ts'],
  'domain/assess/monitoring': ['domain/time', 'domain/facts', 'domain/rulebook', 'domain/assess/[^/]+\\.ts'],
  'domain/assess/encounters': [
    'domain/time',
    'domain/facts',
    'domain/rulebook',
    'domain/assess/telehealth',
    'domain/assess/[^/]+\\.ts',
  ],
  'domain/assess/[^/]+\\.ts': ['domain/time', 'domain/facts', 'domain/rulebook', 'domain/assess'],
  'domain/charges': ['domain/invariant', 'domain/time', 'domain/facts', 'domain/rulebook', 'domain/assess'],
  'domain/claims': [
    'domain/invariant',
    'domain/time',
    'domain/facts',
    'domain/rulebook',
    'domain/assess',
    'domain/charges',
  ],

  // The technology. It knows nothing of the product.
  platform: ['domain/time', 'domain/invariant'],

  // Who calls; the toolkit for records; what was done; who may do it.
  'modules/caller': [...PLATFORM, 'domain/(time|invariant)'],
  'modules/records': [...PLATFORM, ...DOMAIN, 'modules/caller'],
  'modules/audit': [...PLATFORM, 'domain/(time|invariant)', 'modules/(caller|records)'],
  'modules/identity': [...PLATFORM, 'domain/(time|invariant)', 'modules/(caller|records|audit)'],

  // What a changed record does to closed periods.
  'modules/restatement': [...PLATFORM, ...DOMAIN, 'modules/(caller|records|audit)'],

  // Slow-changing records.
  'modules/practices': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/restatement'],
  'modules/patients': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(restatement|practices)'],
  'modules/devices': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(restatement|patients)'],
  'modules/enrollments': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(restatement|practices|patients)'],
  'modules/rulebook-releases': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(restatement|practices)'],

  // Evidence.
  'modules/readings': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(restatement|patients|devices)'],
  'modules/time-tracking': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(restatement|practices|patients)'],
  'modules/encounters': [
    ...PLATFORM,
    ...DOMAIN,
    ...CALLER,
    'modules/(restatement|practices|patients|rulebook-releases|time-tracking)',
  ],

  // Decisions and what follows from them.
  'modules/billing': [
    ...PLATFORM,
    ...DOMAIN,
    ...CALLER,
    'modules/(restatement|practices|patients|devices|enrollments|rulebook-releases|readings|time-tracking|encounters)',
  ],
  'modules/claims': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(practices|patients|billing)'],
  'modules/patient-records': [
    ...PLATFORM,
    ...DOMAIN,
    ...CALLER,
    'modules/(restatement|practices|patients|readings|billing)',
  ],
  'modules/operations': [...PLATFORM, ...DOMAIN, ...CALLER, 'modules/(practices|readings)'],

  // Entry points. Nobody imports them. `src/fhir/` and `src/vendors/` will be here too.
  cli: [...PLATFORM, ...DOMAIN, 'modules', '[^/]+\\.ts'],
  '[^/]+\\.ts': [...PLATFORM, ...DOMAIN, 'modules'],
};

const SPECS = '\\.spec\\.ts$';
const inside = (room) => (room.endsWith('.ts') ? `^src/${room}$` : `^src/${room}(/|\\.ts$)`);

const mayImport = ([room, rooms]) => ({
  from: { path: inside(room), pathNot: SPECS },
  to: { path: [room, ...rooms].map(inside) },
});

/** A module's schemas, repositories and stored documents are its own; others call its services. */
const ownStorage = {
  name: 'own-storage',
  severity: 'error',
  from: { path: '^src/(?:modules/([^/]+)|[^/]+)/', pathNot: SPECS },
  to: { path: '^src/modules/[^/]+/.*\\.(schema|repository|doc)\\.ts$', pathNot: '^src/modules/$1/' },
};

/** Decisions are asked for through `assessPatient` and the questions that assess/README.md lists, never through their parts. */
const oneDoor = {
  name: 'one-door',
  severity: 'error',
  from: { path: '^src/(modules|cli)/', pathNot: SPECS },
  to: {
    path:
      '^src/domain/assess/(apcm-bundle|apply-ptp-edits|monitoring/(assess-|supply/|management/)' +
      '|encounters/(decide-encounters|encounter-sources)|telehealth/code-encounter)',
    dependencyTypesNot: ['type-only'],
  },
};

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-npm',
      comment: 'The core uses no package but luxon, and that in domain/time alone.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: SPECS },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/(@types/)?luxon/' },
    },
    {
      name: 'luxon-in-time-only',
      severity: 'error',
      from: { path: '^src/domain/(?!time/)', pathNot: SPECS },
      to: { path: 'node_modules/(@types/)?luxon/' },
    },
    ownStorage,
    oneDoor,
  ],
  allowedSeverity: 'error',
  allowed: [
    ...Object.entries(ROOMS).map(mayImport),
    // Packages and Node itself, which `domain-npm` above keeps out of the core.
    { from: { path: '^src/' }, to: { pathNot: '^(src|test|bench|scripts)/' } },
    // Tests may import anything.
    { from: { path: `^(?!src/)|${SPECS}` }, to: {} },
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
