#!/usr/bin/env node
// The program `sluice`.
import { runProgram } from './program.js';
import { createTerminal } from './terminal.js';

await runProgram(process.argv, createTerminal());
