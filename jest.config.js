const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/support/property-runs.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Reads .swcrc.
  transform: { '^.+\\.ts$': '@swc/jest' },
};
const tier = (displayName, testMatch) => ({ ...base, displayName, testMatch });

export default {
  // Each suite loads the whole product, so on a machine with two cores an idle core would cost half of the time.
  maxWorkers: '100%',
  // Modules of earlier suites stay in memory. A worker that has grown is replaced, so that it also ends fast.
  workerIdleMemoryLimit: '1GB',
  projects: [
    tier('unit', ['<rootDir>/src/**/*.spec.ts']),
    tier('cases', ['<rootDir>/test/cases/**/*.spec.ts']),
    tier('scenarios', ['<rootDir>/test/scenarios/**/*.spec.ts']),
    tier('integration', ['<rootDir>/test/integration/**/*.spec.ts']),
    tier('http', ['<rootDir>/test/http/**/*.spec.ts']),
    tier('faults', ['<rootDir>/test/faults/**/*.spec.ts']),
  ],
  testTimeout: 180_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts'],
  coverageReporters: ['text-summary', 'html'],
};
