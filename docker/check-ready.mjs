// Health check of the server's container: fails unless the server, its store and Temporal can be reached.
const answer = await fetch(`http://127.0.0.1:${process.env.SLUICE_PORT ?? 4200}/api/ready`).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
