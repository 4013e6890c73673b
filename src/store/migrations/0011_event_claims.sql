CREATE TABLE "event_claims" (
	"id" text PRIMARY KEY NOT NULL,
	"lease_until" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "event_outbox" DROP COLUMN "claimed_until";