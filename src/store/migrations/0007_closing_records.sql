CREATE TABLE "deleted_flow_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"deleted" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciliation" (
	"id" integer PRIMARY KEY NOT NULL,
	"closed_before" timestamp (6) with time zone NOT NULL
);
