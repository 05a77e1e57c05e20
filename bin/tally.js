#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A checkout builds itself when it must; the published package comes built.
const ensureBuild = new URL('../scripts/ensure-build.js', import.meta.url);
if (existsSync(ensureBuild)) await import(ensureBuild.href);
process.setSourceMapsEnabled(true);

const { runCli } = await import('../dist/cli/main.js');
process.exitCode = await runCli(process.argv);
