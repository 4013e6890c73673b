// Run by vitest before each test file. It is evaluated anew each time, and what it imports once a process.
import './quiet-temporal.js';
